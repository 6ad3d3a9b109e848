"""`python manage.py …` is `banshi …`, for those who are used to it."""

from banshi.project.cli import main

if __name__ == "__main__":
    main()
