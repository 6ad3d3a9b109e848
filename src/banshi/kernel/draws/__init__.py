"""Never by favour: random draws that are fixed before, opened after, and replayed by anybody."""
