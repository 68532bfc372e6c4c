"""How it looks: the Streamlit pages' parts, the charts, the ASGI entry and the command line."""
