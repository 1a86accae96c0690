"""`python -m huiyin`."""

from huiyin.cli import main

main()
