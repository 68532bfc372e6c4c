"""The wall: a small page without Streamlit, and the snapshots that it shows."""
