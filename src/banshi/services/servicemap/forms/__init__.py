"""What is asked on the map's pages: of readers, and of those who keep the places."""

from banshi.services.servicemap.forms.asking import MINUTES, CoverageForm, NearForm

__all__ = ["MINUTES", "CoverageForm", "NearForm"]
