"""Every guard of the doors: where it stands in the code, how it is taken away, and which test must then go red."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Guard:
    """`text`, which stands in `file` once, becomes `gone`; at least one of `tests` must then fail."""

    name: str
    file: str
    text: str
    gone: str
    tests: str


LOGIN_SESSIONS, ACCOUNTS = "tests/core/test_login_sessions.py", "tests/core/test_accounts.py"
SIGN_IN, SECOND = "tests/core/test_sign_in.py", "tests/core/test_second_factor.py"
GATE, SESSION = "tests/dashboards/test_gate.py", "tests/dashboards/test_session.py"
PEOPLE, FIRST = "tests/core/test_people.py", "tests/core/test_first_run.py"
OUTSIDE, OUTSIDE_PAGES = "tests/core/test_single_sign_on.py", "tests/dashboards/test_single_sign_on.py"
SAFETY = "tests/dashboards/test_safety.py"

GUARDS = (
    Guard(
        "routes need a person",
        "dashboards/gate.py",
        "(login := await _login(scope)) is None or (login.person is None and not _is_for_the_form(path))",
        "False and (login := await _login(scope)) is None",
        f"{GATE}::test_a_pre_session_opens_only_what_the_form_needs",
    ),
    Guard(
        "the websocket needs a session",
        "dashboards/gate.py",
        "if login is None or token is None:",
        "if False:",
        f"{GATE}::test_the_websocket_is_refused_without_a_live_session",
    ),
    Guard(
        "no header from outside names a session",
        "dashboards/gate.py",
        " if name.lower() not in (IDENTITY, ADDRESS)]",
        "]",
        f"{GATE}::test_the_header_that_names_the_session_cannot_be_sent_from_outside",
    ),
    Guard(
        "every message is judged",
        "dashboards/gate.py",
        "if not may_send(login, sent):",
        "if False:",
        f"{GATE}::test_an_open_connection_is_out_as_soon_as_its_session_has_ended",
    ),
    Guard(
        "developers' messages are dropped",
        "dashboards/gate.py",
        'return sent.WhichOneof("type") in (MESSAGES if login.person else ANONYMOUS_MESSAGES)',
        "return True",
        f"{GATE}::test_developers_messages_do_nothing",
    ),
    Guard(
        "secrets travel over HTTPS only",
        "dashboards/gate.py",
        "elif not cookies.is_protected(scope):",
        "elif False:",
        f"{GATE}::test_plain_http_is_for_this_machine_only",
    ),
    Guard(
        "the cookie is bound to the Streamlit session",
        "dashboards/session.py",
        "if found is None or bound not in (None, found.token_hash):",
        "if found is None:",
        f"{SESSION}::test_another_cookie_on_the_same_streamlit_session_finds_nothing_of_the_first",
    ),
    Guard(
        "a page asks for its right",
        "dashboards/session.py",
        "if not access.may(found.person, right):",
        "if False:",
        f"{SESSION}::test_a_page_that_is_not_theirs_is_refused_in_words",
    ),
    Guard(
        "a page asks who it is",
        "dashboards/session.py",
        "if found is None or found.person is None:\n        st.stop()\n    if not",
        "if found is None:\n        st.stop()\n    if not",
        f"{SESSION}::test_the_first_line_of_a_page_stops_whoever_is_not_signed_in",
    ),
    Guard(
        "a ticket is good once",
        "db/queries/login_sessions.py",
        "            SignInTicket.used_at.is_(None),\n",
        "",
        "tests/db/queries/test_login_sessions.py::test_a_ticket_is_used_up_even_while_its_pre_session_lives",
    ),
    Guard(
        "a ticket is of one browser",
        "db/queries/login_sessions.py",
        "            SignInTicket.login_session_id == login_session_id,\n",
        "",
        f"{LOGIN_SESSIONS}::test_a_ticket_is_worth_nothing_in_another_browser",
    ),
    Guard(
        "a ticket expires",
        "db/queries/login_sessions.py",
        "            SignInTicket.expires_at > now,\n",
        "",
        f"{LOGIN_SESSIONS}::test_a_ticket_expires",
    ),
    Guard(
        "an idle session ends",
        "core/login_sessions.py",
        'return "idle" if row.account_id is not None and now - row.last_seen_at >= IDLE else None',
        "return None",
        f"{LOGIN_SESSIONS}::test_a_session_ends_when_nobody_uses_it_and_after_a_working_day",
    ),
    Guard(
        "disabling ends sessions",
        "core/accounts.py",
        "    account.enabled = False\n    login_sessions.revoke_account(session, account.id, clock.now())\n",
        "",
        f"{LOGIN_SESSIONS}::test_disabling_and_a_new_password_end_every_session_at_once",
    ),
    Guard(
        "failures lock the account",
        "core/accounts.py",
        "mine = account_id is None or accounts.charge(",
        "mine = True or accounts.charge(",
        f"{ACCOUNTS}::test_five_failures_lock_the_account_for_a_quarter_of_an_hour",
    ),
    Guard(
        "failures lock the address",
        "core/accounts.py",
        "theirs = address is None or accounts.charge_address(",
        "theirs = True or accounts.charge_address(",
        f"{ACCOUNTS}::test_fifty_failures_lock_an_address_for_everybody_there_and_nobody_elsewhere",
    ),
    Guard(
        "the password alone forgives no wrong codes",
        "core/accounts.py",
        "if account.totp_since is None:\n        accounts.forgive",
        "if True:\n        accounts.forgive",
        f"{SECOND}::test_the_password_alone_forgives_no_wrong_codes",
    ),
    Guard(
        "unknown names take as long",
        "core/accounts.py",
        "right = check(passwords.prepared(password), stored) and account is not None",
        "right = account is not None and check(passwords.prepared(password), stored)",
        f"{ACCOUNTS}::test_an_unknown_name_is_checked_against_a_hash_too",
    ),
    Guard(
        "old passwords don't come back",
        "core/accounts.py",
        "if any(passwords.matches(passwords.prepared(password), one) for one in before):",
        "if False:",
        f"{ACCOUNTS}::test_none_of_the_last_five_passwords_is_used_again",
    ),
    Guard(
        "a password set by others is changed",
        "core/sign_in.py",
        "(account.must_change_password or _is_old(account)):",
        "_is_old(account):",
        f"{SIGN_IN}::test_a_password_that_somebody_else_has_set_is_changed_first",
    ),
    Guard(
        "an old password is changed",
        "core/sign_in.py",
        "(account.must_change_password or _is_old(account)):",
        "account.must_change_password:",
        f"{SIGN_IN}::test_a_password_of_ninety_days_is_changed_unless_the_installation_says_otherwise",
    ),
    Guard(
        "no ticket before the last step",
        "core/sign_in.py",
        "if at.step is not Step.DONE or at.person is None:",
        "if at.person is None:",
        f"{SIGN_IN}::test_the_second_factor_is_asked_for_and_the_password_alone_gives_no_ticket",
    ),
    Guard(
        "managers must have a second factor",
        "core/sign_in.py",
        "return Step.SET_UP if unproven and second_factor.must_be_set_up(account) else Step.DONE",
        "return Step.DONE",
        f"{SIGN_IN}::test_a_manager_sets_up_a_phone_at_the_first_sign_in",
    ),
    Guard(
        "no code is taken twice",
        "core/second_factor.py",
        "return bool(found) and sign_in.take_totp_step(session, account.id, found[-1])",
        "return bool(found)",
        f"{SECOND}::test_no_code_is_taken_twice_even_by_twenty_at_once",
    ),
    Guard(
        "wrong codes count towards the lock",
        "core/second_factor.py",
        "locked = accounts.charge(session, account_id, address)",
        "locked = None",
        f"{SECOND}::test_wrong_codes_lock_the_account_like_wrong_passwords",
    ),
    Guard(
        "the first administrator's code is asked for",
        "core/first_run.py",
        "if rows.any_at_all(session) or not sign_in.use_first_run_code(session, _digest(code), clock.now()):",
        "if rows.any_at_all(session):",
        f"{FIRST}::test_a_wrong_code_makes_nobody",
    ),
    Guard(
        "no first administrator once there are accounts",
        "core/first_run.py",
        "if rows.any_at_all(session) or not sign_in.use_first_run_code(",
        "if not sign_in.use_first_run_code(",
        f"{FIRST}::test_there_is_no_code_once_there_is_any_account",
    ),
    Guard(
        "each act is for its own manager",
        "core/people.py",
        "    _demand(by, *rights)\n",
        "",
        f"{PEOPLE}::test_each_act_is_for_its_own_manager_only",
    ),
    Guard(
        "the browsers of others are for managers",
        "core/people.py",
        "    _demand(by, ACCOUNTS, SECURITY)\n",
        "",
        f"{PEOPLE}::test_nobody_else_sees_or_ends_the_browsers_of_others",
    ),
    Guard(
        "a browser is ended only with its own account",
        "db/queries/login_sessions.py",
        ".where(LoginSession.id == login_session_id, LoginSession.account_id == account_id)",
        ".where(LoginSession.id == login_session_id)",
        f"{PEOPLE}::test_one_account_s_act_ends_no_browser_of_another",
    ),
    Guard(
        "nobody manages their own account",
        "core/people.py",
        "if account.id == by.account_id:",
        "if False:",
        f"{PEOPLE}::test_nobody_does_it_to_themselves",
    ),
    Guard(
        "an older version is not saved",
        "core/people.py",
        "if account.version != version:",
        "if False:",
        f"{PEOPLE}::test_whoever_saves_over_somebody_elses_change_is_told_so",
    ),
    Guard(
        "the last system manager stays",
        "core/people.py",
        "if account.enabled and not rows.others_enabled(session, LAST, account.id):",
        "if False:",
        f"{PEOPLE}::test_the_last_system_manager_stays",
    ),
    Guard(
        "a form is sent once",
        "core/form_tokens.py",
        "if not used_forms.use(session, token, clock.now()):",
        "if False:",
        f"{PEOPLE}::test_a_form_clicked_twenty_times_at_once_has_one_effect",
    ),
    Guard(
        "a manager reads no rows",
        "core/access.py",
        "if person.area_code and not is_manager(person.role) else None",
        "if person.area_code else None",
        f"{PEOPLE}::test_no_manager_has_an_area_or_reads_business_rows",
    ),
    Guard(
        "no place outside one's own is given",
        "core/access.py",
        "    if areas.contains(own, code):\n        return code",
        "    if code in areas:\n        return code",
        "tests/core/test_access.py::test_every_pair_of_places_is_judged_by_the_tree_alone",
    ),
    Guard(
        "figures read the scope's places only",
        "db/queries/figures.py",
        "return and_(or_(*places) if places else false(), _passes(table, filters))",
        "return and_(true(), _passes(table, filters))",
        "tests/core/test_access.py::test_a_township_user_counts_their_township_alone",
    ),
    Guard(
        "who may not export gets no file",
        "core/exports.py",
        "allowed = access.may(person, right)",
        "allowed = True",
        "tests/core/test_audit_trail.py::test_who_may_not_read_the_trail_takes_nothing_away",
    ),
    Guard(
        "who may not see cases gets no list",
        "core/cases.py",
        "allowed = access.may(by, RIGHT)",
        "allowed = True",
        "tests/core/test_cases.py::test_who_has_no_right_to_cases_gets_none_and_it_is_written_down",
    ),
    Guard(
        "no event of the audit trail is changed",
        "db/migrations/versions/0002_triggers.py",
        "select raise(abort, 'the audit trail only grows'); end",
        "select 1; end",
        "tests/core/test_audit.py::test_no_row_is_changed_or_removed",
    ),
    Guard(
        "an altered event is found",
        "core/audit_chain.py",
        "if event.own_hash != audit.own_hash(event) or event.own_hash != link.event_hash:",
        "if False:",
        "tests/core/test_audit_chain.py::test_every_kind_of_forgery_is_found_where_it_was_done",
    ),
    Guard(
        "a chain written anew is found",
        "core/audit_chain.py",
        'return None if link.own_hash == anchored else "chain_rewritten"',
        "return None",
        "tests/core/test_audit_chain.py::test_every_kind_of_forgery_is_found_where_it_was_done",
    ),
    Guard(
        "a tail that was cut off is found",
        "core/audit_chain.py",
        'return Finding("tail_cut", sealed + 1) if sealed < max(expected, default=0) else None',
        "return None",
        "tests/core/test_audit_chain.py::test_every_kind_of_forgery_is_found_where_it_was_done",
    ),
    Guard(
        "unsafe settings end the server",
        "dashboards/safety.py",
        "if reasons := list(unsafe()):",
        "if reasons := []:",
        f"{SAFETY}::test_an_unsafe_option_is_refused",
    ),
    Guard(
        "an unsafe single sign-on ends the server",
        "dashboards/safety.py",
        "    yield from _single_sign_on()\n",
        "",
        f"{SAFETY}::test_an_unsafe_single_sign_on_is_refused",
    ),
    Guard(
        "the single sign-on brings nobody whose account is disabled",
        "core/single_sign_on.py",
        'return None if account.enabled else "disabled"',
        "return None",
        f"{OUTSIDE}::test_a_disabled_account_is_turned_away",
    ),
    Guard(
        "what the single sign-on says is good once",
        "core/single_sign_on.py",
        '        return "replayed"\n',
        "        pass\n",
        f"{OUTSIDE}::test_the_same_claims_are_taken_once",
    ),
    Guard(
        "what the single sign-on says is good for minutes",
        "core/single_sign_on.py",
        'if not _is_fresh(claims.get("iat")):',
        "if False:",
        f"{OUTSIDE}::test_what_was_said_six_minutes_ago_or_is_said_for_later_is_not_taken",
    ),
    Guard(
        "the second factor is asked for after the single sign-on too",
        "core/sign_in.py",
        "unproven = step.second_factor_at is None",
        "unproven = step.second_factor_at is None and not step.outside",
        f"{SIGN_IN}::test_the_single_sign_on_leaves_the_second_factor_here_unless_it_has_asked_for_one",
    ),
    Guard(
        "the identity cookie goes when the session comes",
        "dashboards/entrance.py",
        "    single_sign_on.forget(response, request)\n    cookies.leave_notice(response, request.scope, None if",
        "    cookies.leave_notice(response, request.scope, None if",
        f"{OUTSIDE_PAGES}::test_who_has_an_account_gets_in_and_the_identity_cookie_goes",
    ),
    Guard(
        "without a single sign-on its addresses are closed",
        "dashboards/single_sign_on.py",
        "return path == CALLBACK and provider() is not None",
        "return path == CALLBACK",
        f"{OUTSIDE_PAGES}::test_without_the_file_there_is_neither_a_button_nor_an_address",
    ),
    Guard(
        "PostgreSQL shows no matter where no area is named",
        "db/migrations/versions/0010_row_security.py",
        'op.execute(f"alter table {table} enable row level security, force row level security")',
        'op.execute("select 1")',
        "tests/db/test_row_security.py::test_a_transaction_that_names_no_area_sees_no_matter",
    ),
)
