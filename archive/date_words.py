"""The words of dates, in the folded form of ``archive.events.fold``."""

from archive.reading import folded

MONTHS = folded(
    {
        "يناير جانفي": 1,
        "شباط فبراير فيفري": 2,
        "آذار مارس": 3,
        "نيسان أبريل أفريل": 4,
        "أيار مايو ماي": 5,
        "حزيران يونيو يونيه جوان": 6,
        "تموز يوليو يوليه جويلية يوليوز": 7,
        "آب أغسطس أوت غشت": 8,
        "أيلول سبتمبر شتنبر": 9,
        "أكتوبر": 10,
        "نوفمبر نونبر": 11,
        "ديسمبر دجنبر": 12,
    }
)
TWO_WORD_MONTHS = {
    "كانون": folded({"الأول أول": 12, "الثاني ثاني": 1}),
    "تشرين": folded({"الأول أول": 10, "الثاني ثاني": 11}),
}
WEEKDAYS = folded(
    {
        "الاثنين": 0,
        "الثلاثاء": 1,
        "الأربعاء": 2,
        "الخميس": 3,
        "الجمعة": 4,
        "السبت": 5,
        "الأحد": 6,
    }
)
ENGLISH_MONTHS = folded(
    {
        "January Jan": 1,
        "February Feb": 2,
        "March Mar": 3,
        "April Apr": 4,
        "May": 5,
        "June Jun": 6,
        "July Jul": 7,
        "August Aug": 8,
        "September Sept Sep": 9,
        "October Oct": 10,
        "November Nov": 11,
        "December Dec": 12,
    }
)
ENGLISH_WEEKDAYS = folded(
    {
        "Monday Mon": 0,
        "Tuesday Tues Tue": 1,
        "Wednesday Wed": 2,
        "Thursday Thurs Thu": 3,
        "Friday Fri": 4,
        "Saturday Sat": 5,
        "Sunday Sun": 6,
    }
)
YEAR_WORDS = folded({"عام العام سنة السنة": True})
# The months in which such a part of the year can lie.
PARTS_OF_YEAR = folded(
    {
        "أوائل مطلع بداية مستهل": range(1, 5),
        "منتصف أواسط": range(5, 9),
        "أواخر نهاية ختام": range(9, 13),
    }
)
# Said between the names that one day has in two calendars.
SAME_DAY = folded({"الموافق الموافقة موافق المصادف المصادفة": True})
AD = folded({"م ميلادي ميلادية للميلاد": True})
