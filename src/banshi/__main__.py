"""`python -m banshi …` is `banshi …`."""

from banshi.project.cli import main

if __name__ == "__main__":
    main()
