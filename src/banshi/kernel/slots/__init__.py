"""Never oversold: sessions with so many places, who has one, who waits, and who came."""
