"""Every read and write, one file per noun; the shop's id comes first."""
