"""Pages about names: signing, confirming, and the list."""
