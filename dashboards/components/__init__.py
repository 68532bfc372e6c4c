"""What pages are put together from: each part takes plain values and draws itself."""
