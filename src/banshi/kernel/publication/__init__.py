"""What may be shown: redaction, figures as of a day, open data, official letters."""
