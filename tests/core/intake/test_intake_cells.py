"""Cells one by one: dates in every writing, numbers of persons however hidden, headers that are never read."""

from datetime import date

import pytest

from core.clock import SHANGHAI
from core.intake.dates import read, serial_day
from core.intake.forbidden import header_reason, is_barred_type
from core.intake.line import shown
from core.intake.personal import holds_number, is_number


@pytest.mark.parametrize(
    ("text", "local"),
    [
        ("2025-03-05", "2025-03-05 00:00"),
        ("2025/3/5", "2025-03-05 00:00"),
        ("2025.3.5", "2025-03-05 00:00"),
        ("2025年3月5日", "2025-03-05 00:00"),
        ("2025年3月5号", "2025-03-05 00:00"),
        ("20250305", "2025-03-05 00:00"),
        ("２０２５－０３－０５", "2025-03-05 00:00"),
        ("2025-03-05 14:30", "2025-03-05 14:30"),
        ("2025/3/5 9:05:07", "2025-03-05 09:05"),
        ("2025年3月5日 14时30分", "2025-03-05 14:30"),
        ("2025年3月5日14时30分15秒", "2025-03-05 14:30"),
        ("2025-03-05T14:30:00Z", "2025-03-05 22:30"),
        ("2025-03-05T14:30:00+08:00", "2025-03-05 14:30"),
        ("20250305143000", "2025-03-05 14:30"),
    ],
)
def test_dates_are_read_however_they_are_written(text: str, local: str) -> None:
    moment = read(text)
    assert moment is not None
    assert f"{moment.at.astimezone(SHANGHAI):%Y-%m-%d %H:%M}" == local
    assert moment.timed is (local[11:] != "00:00")


@pytest.mark.parametrize("text", ["2025-02-30", "2025-13-01", "昨天", "45721", "5/3/2025", "1900-01-01", "2025", ""])
def test_what_is_no_date_is_not_guessed(text: str) -> None:
    assert read(text) is None


def test_a_serial_number_is_only_hinted_at() -> None:
    assert serial_day("45721") == date(2025, 3, 5)
    assert serial_day("12") is None


PERSONAL = [
    "13812345678",
    "请拨打１３８１２３４５６７８联系",
    "电话138 1234 5678，下午在家",
    "138-1234-5678",
    "+86 13812345678",
    "8613812345678",
    "11010519491231002X",
    "其身份证为11010519491231002x。",
    "110105 19491231 002X",
    "110105-1949-1231-0021",
    "１１０１０５１９４９１２３１００２１",
    "110105491231002",
    "0888-5123456",
    "座机(0872)2123456",
    "138\u200b12345678",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_numbers_of_persons_are_found_however_hidden(text: str) -> None:
    from core.intake.cells import clean

    assert holds_number(clean(text))
    assert shown(clean(text)) == "***"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "占道经营",
        "涉及金额 12345678.50 元",
        "2025-03-05 14:30:00",
        "530702001001",
        "第20250305001号",
        "12345",
        "共 1386 人",
    ],
)
def test_other_numbers_are_left_alone(text: str) -> None:
    assert not holds_number(text)


def test_a_serial_number_that_looks_like_an_identity_number_needs_its_check_character() -> None:
    assert is_number("11010519491231002X")
    assert not is_number("530702202503050011")
    assert is_number("13812345678")
    assert not is_number("9148")


REFUSED = {
    "identity": ["身份证号", "身份證號碼", "公民身份号码", "ＳＦＺＨ", "ID Card No", "id_number", "证件号码"],
    "name": ["姓名", "姓 名", "姓\u200b名", "当事人", "當事人姓名", "xingming", "XM", "申请人", "联系人"],
    "contact": ["电话", "電話", "手机号", "联系方式", "lianxi_dianhua", "Mobile", "phone_number", "家庭住址", "微信号"],
    "ethnicity": ["民族", "MINZU", "族别", "ethnicity", "mz"],
    "religion": ["宗教信仰", "宗敎信仰", "zongjiao", "Religion", "信教情况"],
    "politics": ["政治面貌", "zhengzhimianmao", "是否党员", "是否黨員"],
    "petitioner": ["信访人", "信訪人員", "上访次数", "是否缠访", "稳控责任人", "xinfangren"],
    "watched": ["重点人员类别", "管控级别", "吸毒史", "社区矫正", "刑满释放", "精神障碍", "个人风险评分", "zdry"],
    "tracking": ["人脸照片", "活动轨迹", "实时位置", "photo", "IMEI"],
}  # fmt: skip


@pytest.mark.parametrize(("reason", "header"), [(r, h) for r, headers in REFUSED.items() for h in headers])
def test_columns_about_people_are_refused(reason: str, header: str) -> None:
    assert header_reason(header) == reason


@pytest.mark.parametrize(
    "header",
    ["事项编号", "上报时间", "区划代码", "乡镇（街道）", "涉及人数", "当事人数", "办理单位", "来源", "trace_id", "name",
     "信访件编号", "rec_id", "create_time", "occur_place", "风险等级", "满意度", "风险原因", "出处", "指标"],
)  # fmt: skip
def test_columns_about_matters_are_read(header: str) -> None:
    assert header_reason(header) is None


def test_types_14_to_16_are_known_by_code_in_their_list_and_by_name_in_any() -> None:
    assert is_barred_type("A", "14", "")
    assert is_barred_type("A", "1601", "")
    assert is_barred_type("pingshan", "7", "涉法涉訴")
    assert not is_barred_type("C", "14", "")
    assert not is_barred_type("A", "13", "其他行政执法")
