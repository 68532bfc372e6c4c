"""The page on which walls are managed: programmes with their items, a live preview, devices, urgent notices."""
