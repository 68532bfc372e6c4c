"""The ASGI entry, started by `fengqiao serve` (`streamlit run dashboards/app.py`): the gate, our routes, the script."""

from pathlib import Path

import streamlit as st
from starlette.middleware import Middleware

from dashboards import entrance, failure, navigation, reconnected, safety, shell, single_sign_on, upkeep
from dashboards.gate import Gate
from dashboards.wall import doors

safety.refuse()
reconnected.bear()

ROUTES = [*entrance.routes(), *doors.routes(), *shell.routes(navigation.paths())]
# Streamlit's own address, which the gate knows by itself.
BEFORE = single_sign_on.routes()

app = st.App(
    Path(__file__).with_name("main.py"),
    routes=[*BEFORE, *ROUTES],
    middleware=[Middleware(Gate, public=shell.public(ROUTES))],
    lifespan=upkeep.lifespan,
    on_script_error=failure.on_script_error,
    secrets=single_sign_on.secrets(),
)
