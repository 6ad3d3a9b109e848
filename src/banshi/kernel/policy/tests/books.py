"""Parameters of an invented county, as a file says them."""

from datetime import date

from banshi.kernel.policy.parameters import ParameterBook
from banshi.kernel.policy.reading import parse

ALLOWANCE = """
parameters:
  - code: onestop.allowance
    title: {zh: 生育医疗费用补助, en: Allowance for a birth}
    unit: fen
    values:
      - {from: 2019-01-01, value: 200000, document: 鄂医保发〔2018〕9号, article: 第三条}
      - {from: 2021-01-01, value: 300000, document: 鄂医保发〔2020〕41号, article: 第五条, page: 第2页}
  - code: onestop.share
    title: {zh: 报销比例, en: Share paid back}
    unit: ratio
    values:
      - {from: 2020-01-01, value: '0.625', document: 演示, article: 演示, demo: true}
      - {from: 2022-01-01, ended: true, document: 鄂医保发〔2021〕7号, article: 第一条}
  - code: onestop.limit
    title: {zh: 办结期限, en: Limit}
    unit: working_days
    values:
      - {from: 2021-03-01, value: 5, document: 伊政办发〔2021〕12号, article: 第四条}
"""
DAY = date(2021, 5, 26)


def county(text: str = ALLOWANCE) -> ParameterBook:
    """The book of the file."""
    return parse(text, "parameters.yaml")
