"""Known vulnerabilities in images: Trivy or Grype finds them, one result says them."""
