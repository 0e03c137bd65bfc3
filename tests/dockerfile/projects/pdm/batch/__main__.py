import signal
import sys

import six

signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
sys.stdout.write(six.__version__)
