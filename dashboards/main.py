"""The script that Streamlit runs for every session: who is it, which page, and is it theirs."""

import streamlit as st

from core import catalogue
from dashboards import frame, navigation, session, sign_in

login = session.login()
person = login.person if login else None
page = navigation.current(person)
address = session.address(page.url_path)
st.set_page_config(page_title=catalogue.say("common.product"), layout="wide", initial_sidebar_state="collapsed")

# Before sign-in no page runs, whatever its address; each page's own first line would stop it as well.
if login is None:
    sign_in.again(address)
elif person is None:
    sign_in.show(login, address)
else:
    st.set_page_config(page_title=f"{page.title} · {catalogue.say('common.product')}")
    frame.show(person, page.url_path)
    page.run()
