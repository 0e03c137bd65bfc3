// Reads quantities from standard input and prints what Kubernetes makes of each: text, nano units (empty: refused).
// It wrote quantities.tsv with k8s.io/apimachinery v0.37.2.
package main

import (
	"bufio"
	"fmt"
	"math/big"
	"os"

	"k8s.io/apimachinery/pkg/api/resource"
)

func main() {
	lines := bufio.NewScanner(os.Stdin)
	for lines.Scan() {
		quantity, err := resource.ParseQuantity(lines.Text())
		if err != nil {
			fmt.Printf("%s\t\n", lines.Text())
			continue
		}
		amount := quantity.AsDec()
		power := big.NewInt(int64(9 - int(amount.Scale())))
		nanos := new(big.Int).Set(amount.UnscaledBig())
		if power.Sign() >= 0 {
			nanos.Mul(nanos, new(big.Int).Exp(big.NewInt(10), power, nil))
		} else {
			nanos.Quo(nanos, new(big.Int).Exp(big.NewInt(10), power.Neg(power), nil))
		}
		fmt.Printf("%s\t%s\n", lines.Text(), nanos)
	}
}
