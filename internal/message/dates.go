package message

import (
	"fmt"
	"strings"
	"time"
)

var (
	levantMonths = [12]string{"كانون الثاني", "شباط", "آذار", "نيسان", "أيار", "حزيران", "تموز", "آب", "أيلول", "تشرين الأول", "تشرين الثاني", "كانون الأول"}

	gregorianMonths = [12]string{"يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"}

	englishMonths = [12]string{"January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"}
)

// N is a whole number in the language's digits.
func (p *Printer) N(n int) string { return p.digits(fmt.Sprint(n)) }

// digits writes ASCII digits as the language does.
func (p *Printer) digits(s string) string {
	if !p.arabic {
		return s
	}
	return strings.Map(func(r rune) rune {
		if r >= '0' && r <= '9' {
			return '٠' + r - '0'
		}
		return r
	}, s)
}

// Date is a day: ٢ كانون الثاني ٢٠٢٦, 2 January 2026.
func (p *Printer) Date(t time.Time) string {
	t = t.In(p.zone)
	return p.digits(fmt.Sprintf("%d %s %d", t.Day(), p.months[t.Month()-1], t.Year()))
}

// DateTime is a moment to the minute.
func (p *Printer) DateTime(t time.Time) string {
	comma := ", "
	if p.lang == Arabic {
		comma = "، "
	}
	return p.Date(t) + comma + p.digits(t.In(p.zone).Format("15:04"))
}

// DayOf is the day that a moment falls on here, YYYY-MM-DD.
func (p *Printer) DayOf(t time.Time) string { return t.In(p.zone).Format(time.DateOnly) }

// Day is a date written YYYY-MM-DD; one that is not stays as it is.
func (p *Printer) Day(s string) string {
	t, err := time.ParseInLocation(time.DateOnly, s, p.zone)
	if err != nil {
		return s
	}
	return p.Date(t)
}
