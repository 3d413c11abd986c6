"""`python -m graphtalk`."""

from graphtalk.cli import main

if __name__ == "__main__":
    main()
