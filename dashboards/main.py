"""The script that Streamlit runs for every session: who is it, which page, and is it theirs."""

import streamlit as st

from dashboards import frame, navigation, session, sign_in

st.set_page_config(layout="wide", initial_sidebar_state="collapsed")

login = session.login()
person = login.person if login else None
page = navigation.current(person)
address = session.address(page.url_path)

# Before sign-in no page runs, whatever its address; each page's own first line would stop it as well.
if login is None:
    sign_in.again(address)
elif person is None:
    sign_in.show(login, address)
else:
    frame.show(person)
    page.run()
