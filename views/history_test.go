package views

import (
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/isnad/isnad/internal/annotation"
	"github.com/isnad/isnad/internal/message"
)

// lines are the sentences of an event as one text, with what was [-removed-] and
// {+added+}.
func lines(t *testing.T, lang message.Lang, e annotation.Entry) string {
	t.Helper()
	told, err := Tell(message.New(lang), annotation.Scales{}, e)
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	for _, line := range told {
		b.WriteString(line.Sentence)
		if line.Comment != nil {
			b.WriteString(" «" + line.Comment.Text + "»")
		}
		for _, w := range line.Words {
			b.WriteString(map[string]string{"": "<", "ins": "{+", "del": "[-"}[w.Did] + w.Text + map[string]string{"": ">", "ins": "+}", "del": "-]"}[w.Did])
		}
		b.WriteString("\n")
	}
	return strings.NewReplacer("\u2068", "", "\u2069", "").Replace(b.String())
}

func happened(action, before, after string) annotation.Entry {
	e := annotation.Entry{Event: annotation.Event{Action: "annotation." + action}}
	if before != "" {
		e.Before = json.RawMessage(before)
	}
	if after != "" {
		e.After = json.RawMessage(after)
	}
	return e
}

func TestTell(t *testing.T) {
	const made = `{"id":"n1","article":"a1","revision":1,"kind":"quote","quotation":"direct","anchor":"exact","spans":[{"start":2,"end":6,"exact":"ماء "},{"start":9,"end":11,"exact":"قد"}],` +
		`"speaker":{"id":"s1","name":"ليلى حداد","kind":"person"},"said_on":"2026-03-01","state":"open","created_by":"sara","created_at":"2026-01-02T03:04:05Z","updated_at":"2026-01-02T03:04:05Z","version":1}`
	undo := happened("changed", `{"state":"checked"}`, `{"state":"approved","approved_by":"ed"}`)
	undo.Undoes = 7
	erased := happened("changed", "", "")
	erased.Erased = true
	for _, test := range []struct {
		name   string
		event  annotation.Entry
		ar, en string
	}{
		{"created", happened("created", "", made),
			"تعليم اقتباس في النسخة ١.\nتسجيل صيغة الاقتباس: «مباشر».\nالمحتوى:<ماء  […] قد>\nتسجيل المتحدث: «ليلى حداد».\nتسجيل تاريخ القول: «١ آذار ٢٠٢٦».\n",
			"Marked a quote in revision 1.\nForm of quotation set to “Direct”.\nContent:<ماء  […] قد>\nSpeaker set to “ليلى حداد”.\nDate said set to “1 March 2026”.\n"},
		{"imported", happened("imported", "", `{"id":"n1","revision":2,"kind":"claim","anchor":"orphaned","spans":null,"original":{"revision":1,"spans":[{"start":0,"end":3,"exact":"one"}]},"state":"approved","created_by":"far","created_at":"2020-01-02T03:04:05Z","checked_by":"a","approved_by":"b","version":9}`),
			"استيراد التعليم كما في الملف، في النسخة ٢.\nتسجيل النوع: «ادعاء».\nتسجيل المرحلة: «معتمد».\nتسجيل الموضع في النص: «فقد موضعه».\nتسجيل صاحب الاعتماد: «b».\nتسجيل صاحب الفحص: «a».\nتسجيل وقت التعليم: «٢ كانون الثاني ٢٠٢٠، ٠٣:٠٤».\nتسجيل صاحب التعليم: «far».\nالموضع الأخير:<one>\n",
			"Imported as the file had it, in revision 2.\nKind set to “Claim”.\nState set to “Approved”.\nPlace in the text set to “Lost its place”.\nApproved by set to “b”.\nChecked by set to “a”.\nMarked at set to “2 January 2020, 03:04”.\nMarked by set to “far”.\nLast place:<one>\n"},
		{"as suggested", happened("created", "", `{"kind":"quote","revision":1,"anchor":"exact","suggested":{"rule":"clause","rules":3,"confidence":0.9},"note":"x"}`),
			"تعليم اقتباس في النسخة ١.\nقبول اقتراح إسناد كما هو: فعل قول والجملة المنقولة به (قواعد الإصدار ٣).\nتسجيل الملاحظة: «x».\n",
			"Marked a quote in revision 1.\nAccepted as isnad suggested it: a word of saying and the clause that it reports (rules of version 3).\nNote set to “x”.\n"},
		{"as suggested, with changes, by a rule of a newer isnad", happened("created", "", `{"kind":"quote","revision":1,"anchor":"exact","suggested":{"rule":"rhyme","rules":9,"confidence":0.9,"edited":true}}`),
			"تعليم اقتباس في النسخة ١.\nقبول اقتراح إسناد مع تعديل: rhyme (قواعد الإصدار ٩).\n",
			"Marked a quote in revision 1.\nAccepted with changes to what isnad suggested: rhyme (rules of version 9).\n"},
		{"suggestion rejected", annotation.Entry{Event: annotation.Event{Action: "suggestion.rejected", After: json.RawMessage(`{"id":"s1","spans":[{"start":2,"end":5,"exact":"ماء"}],"state":"rejected"}`)}},
			"رفض اقتباس مقترح:<ماء>\n", "Rejected a suggested quote:<ماء>\n"},
		{"suggestion restored", annotation.Entry{Event: annotation.Event{Action: "suggestion.restored", Undoes: 4, After: json.RawMessage(`{"id":"s1","spans":[{"start":2,"end":5,"exact":"ماء"}],"state":"open"}`)}},
			"التراجع عن الحدث ٤.\nإعادة اقتراح مرفوض:<ماء>\n", "Took back event 4.\nBrought a rejected suggestion back:<ماء>\n"},
		{"deleted", happened("deleted", made, ""), "حذف التعليم.\n", "Deleted the mark.\n"},
		{"restored", happened("restored", "", made), "استعادة التعليم.\n", "Brought the mark back.\n"},
		{"restored without its place", happened("restored", "", `{"kind":"claim","anchor":"orphaned"}`),
			"استعادة التعليم.\nتسجيل الموضع في النص: «فقد موضعه».\n", "Brought the mark back.\nPlace in the text set to “Lost its place”.\n"},
		{"wording", happened("changed", `{"wording":"accurate","version":1}`, `{"wording":"altered","version":2}`),
			"تغيير صحة النقل من «دقيق» إلى «محرَّف».\n", "Wording changed from “Accurate” to “Altered”.\n"},
		{"verdict taken away", happened("changed", `{"verdict":"false"}`, `{}`), "حذف الحكم: «زائف».\n", "Verdict removed; it was “False”.\n"},
		{"role named as one of the desk's", happened("changed", `{"role":"editor"}`, `{"role":"admin","note":"2026-01-02"}`),
			"تغيير الصفة من «editor» إلى «admin».\nتسجيل الملاحظة: «2026-01-02».\n", "Role changed from “editor” to “admin”.\nNote set to “2026-01-02”.\n"},
		{"two speakers of one name", happened("changed", `{"speaker":{"id":"s1","name":"علي"}}`, `{"speaker":{"id":"s2","name":"علي"}}`),
			"تغيير المتحدث من «{\"id\":\"s1\",\"name\":\"علي\"}» إلى «{\"id\":\"s2\",\"name\":\"علي\"}».\n", "Speaker changed from “{\"id\":\"s1\",\"name\":\"علي\"}” to “{\"id\":\"s2\",\"name\":\"علي\"}”.\n"},
		{"content", happened("changed", `{"spans":[{"start":2,"end":8,"exact":"abcdef"}]}`, `{"spans":[{"start":4,"end":9,"exact":"cdefg"},{"start":12,"end":13,"exact":"z"}]}`),
			"تغيير المحتوى:[-ab-]<cdef>{+g+}< […] >{+z+}\n", "Content changed:[-ab-]<cdef>{+g+}< […] >{+z+}\n"},
		{"content of another text", happened("changed", `{"spans":[{"start":0,"end":2,"exact":"ab"}]}`, `{"spans":[{"start":0,"end":2,"exact":"xy"}]}`),
			"تغيير المحتوى:[-ab-]< >{+xy+}\n", "Content changed:[-ab-]< >{+xy+}\n"},
		{"cue", happened("changed", `{"cue":[{"start":2,"end":4,"exact":"قال"}]}`, `{"mention":[{"start":2,"end":4,"exact":"هي"}]}`),
			"حذف فعل القول:[-قال-]\nذِكر المتحدث:<هي>\n", "Cue removed:[-قال-]\nMention:<هي>\n"},
		{"checking", happened("changed", `{"state":"open"}`, `{"state":"checking"}`), "بدء التحقق.\n", "Began checking.\n"},
		{"checked with a verdict", happened("changed", `{"state":"checking"}`, `{"state":"checked","verdict":"true","checked_by":"a"}`),
			"تسجيل الحكم: «صحيح».\nإنهاء التحقق والتسليم للاعتماد.\n", "Verdict set to “True”.\nFinished checking; handed over for approval.\n"},
		{"approved", happened("changed", `{"state":"checked","checked_by":"a"}`, `{"state":"approved","checked_by":"a","approved_by":"b"}`), "اعتماد.\n", "Approved.\n"},
		{"returned", happened("changed", `{"state":"checked","checked_by":"a"}`, `{"state":"returned","returned_reason":"أي صفحة؟"}`),
			"إعادة، والسبب: «أي صفحة؟»\n", "Returned: “أي صفحة؟”\n"},
		{"returned for the same reason again", happened("changed", `{"state":"checked","returned_reason":"x"}`, `{"state":"returned","returned_reason":"x"}`),
			"إعادة، والسبب: «x»\n", "Returned: “x”\n"},
		{"taken up again", happened("changed", `{"state":"returned"}`, `{"state":"checking"}`), "استئناف التحقق بعد الإعادة.\n", "Took it up again for checking.\n"},
		{"back to checking", happened("changed", `{"state":"approved","speaker":{"id":"s1","name":"علي"},"note":"a"}`, `{"state":"checking","speaker":{"id":"s2","name":"هبة"},"wording":"altered"}`),
			"تغيير المتحدث من «علي» إلى «هبة».\nتسجيل صحة النقل: «محرَّف».\nحذف الملاحظة: «a».\nرجوع إلى قيد التحقق، لتغيّر ما كان قد فُحص: المتحدث، صحة النقل.\n",
			"Speaker changed from “علي” to “هبة”.\nWording set to “Altered”.\nNote removed; it was “a”.\nBack to checking, because what had been checked was changed: Speaker, Wording.\n"},
		{"approved by whoever had checked", happened("changed", `{"state":"checked","checked_by":"a"}`, `{"state":"approved","checked_by":"a","approved_by":"a","self_approved":true}`),
			"اعتماد صاحب الفحص ما فحصه بنفسه، كما يجيز إعداد المكتب ذي الشخص الواحد.\n", "Approved by whoever had checked it, as the setting for a desk of one person allows.\n"},
		{"given work", happened("changed", `{"assignee":"هدى"}`, `{"assignee":"علي","due":"2026-01-03","priority":"urgent"}`),
			"تسجيل الأولوية: «عاجل».\nتسجيل الموعد: «٣ كانون الثاني ٢٠٢٦».\nتغيير المكلَّف من «هدى» إلى «علي».\n", "Priority set to “Urgent”.\nDue date set to “3 January 2026”.\nAssignee changed from “هدى” to “علي”.\n"},
		{"commented", annotation.Entry{Event: annotation.Event{Action: "comment.created", After: json.RawMessage(`{"id":"c","text":"أين الصفحة؟","by":"سلمى"}`)}},
			"تعليق: «أين الصفحة؟»\n", "Commented: «أين الصفحة؟»\n"},
		{"a comment resolved", annotation.Entry{Event: annotation.Event{Action: "comment.resolved", After: json.RawMessage(`{"id":"c","text":"أين الصفحة؟","by":"سلمى"}`)}},
			"إنهاء أمر تعليق سلمى: «أين الصفحة؟»\n", "Resolved the comment by سلمى: «أين الصفحة؟»\n"},
		{"asked for a reply", annotation.Entry{Event: annotation.Event{Action: "reply.created", After: json.RawMessage(`{"id":"r","asked":"ليلى","how":"email","outcome":"waiting"}`)}},
			"طلب رد من ليلى.\nتسجيل طريقة الطلب: «بريد إلكتروني».\nتسجيل النتيجة: «بانتظار الرد».\n", "Asked ليلى for a reply.\nHow they were asked set to “Email”.\nWhat came of it set to “Waiting for a reply”.\n"},
		{"a request removed", annotation.Entry{Event: annotation.Event{Action: "reply.deleted", Before: json.RawMessage(`{"id":"r","asked":"ليلى","how":"email"}`)}},
			"حذف طلب الرد من ليلى.\n", "Removed the request for a reply to ليلى.\n"},
		{"evidence that came out of confidence", annotation.Entry{Event: annotation.Event{Action: "piece.changed",
			After: json.RawMessage(`{"id":"p","kind":"call","title":"اتصال","publisher":"البلدية","created_by":"a","created_at":"2020-01-02T03:04:05Z","version":3}`)}, About: "اتصال", Withheld: true},
			"رفع السرّية عن الدليل «اتصال».\nتسجيل نوع الدليل: «مكالمة أو مقابلة».\nتسجيل الناشر: «البلدية».\n", "The piece of evidence “اتصال” is confidential no more.\nWhat it is set to “Call or interview”.\nPublisher or author set to “البلدية”.\n"},
		{"what was said in confidence", annotation.Entry{Event: annotation.Event{Action: "evidence.changed"}, About: "اتصال", Withheld: true},
			"تغيير ما يفيده «اتصال» هنا.\nكان ما سُجّل هنا سرّيًا، ويبقى كذلك.\n", "What “اتصال” does here was changed.\nWhat was said of it here was confidential, and stays so.\n"},
		{"a step that isnad does not know", happened("changed", `{"state":"open"}`, `{"state":"parked"}`), "تغيير المرحلة من «مفتوح» إلى «parked».\n", "State changed from “Open” to “parked”.\n"},
		{"fields that isnad does not know", happened("changed", `{"odd":3,"by":"2026-01-02"}`, `{"odd":[{"a":1}],"tags":["x","y"],"by":"2026-01-03"}`),
			"تغيير by من «2026-01-02» إلى «2026-01-03».\nتغيير odd من «٣» إلى «[{\"a\":1}]».\nتسجيل tags: «x، y».\n",
			"by changed from “2026-01-02” to “2026-01-03”.\nodd changed from “3” to “[{\"a\":1}]”.\ntags set to “x, y”.\n"},
		{"undone", undo, "التراجع عن الحدث ٧.\nتغيير المرحلة من «مفحوص» إلى «معتمد».\nتسجيل صاحب الاعتماد: «ed».\n", "Took back event 7.\nState changed from “Checked” to “Approved”.\nApproved by set to “ed”.\n"},
		{"erased", erased, "مُحي مضمون هذا الحدث نهائيًا، وبقي ثابتًا أنه وقع، ومن صاحبه، ومتى.\n", "What was changed here has been erased for good. That it happened, by whom and when still stands.\n"},
	} {
		t.Run(test.name, func(t *testing.T) {
			for lang, want := range map[message.Lang]string{message.Arabic: test.ar, message.English: test.en} {
				if got := lines(t, lang, test.event); got != want {
					t.Errorf("%s:\n%s\nwant:\n%s", lang, got, want)
				}
			}
		})
	}
}

// TestWordChangesKeepBothSides: what was kept and removed are the words before, what
// was kept and added those after, each in the order of the text.
func TestWordChangesKeepBothSides(t *testing.T) {
	text := []rune("قالَ إنّ الماء 👩‍🚒 enough for 120 days")
	rapid.Check(t, func(t *rapid.T) {
		passages := func(label string) (all []annotation.Passage, words string) {
			at := 0
			for range rapid.IntRange(1, 3).Draw(t, label) {
				if at+1 >= len(text) {
					break
				}
				start := rapid.IntRange(at, len(text)-1).Draw(t, label+" start")
				end := rapid.IntRange(start+1, len(text)).Draw(t, label+" end")
				all = append(all, annotation.Passage{Start: start, End: end, Exact: string(text[start:end])})
				words += string(text[start:end])
				at = end
			}
			return all, words
		}
		before, was := passages("before")
		after, is := passages("after")
		var kept, now strings.Builder
		for _, w := range wordChanges(before, after) {
			if w.Did == "" && w.Text == " […] " {
				continue
			}
			if w.Did != "ins" {
				kept.WriteString(w.Text)
			}
			if w.Did != "del" {
				now.WriteString(w.Text)
			}
		}
		if kept.String() != was || now.String() != is {
			t.Errorf("before %q is told as %q, after %q as %q", was, kept.String(), is, now.String())
		}
	})
}

// A verdict is told by the word of the scale that it was given under; the scale by
// itself only where one gave way to another.
func TestTellVerdicts(t *testing.T) {
	own := *annotation.DefaultScale()
	own.ID = "own"
	own.Labels = []annotation.Label{
		{Verdict: "true", Words: annotation.Words{Ar: "صدق", En: "So"}, Colour: annotation.Good},
		{Verdict: "no", Words: annotation.Words{Ar: "لا", En: "Not so"}, Colour: annotation.Bad},
	}
	scales := annotation.NewScales("", []annotation.Scale{own})
	for name, c := range map[string]struct{ before, after, want string }{
		"from before there were scales": {`{"verdict":"true"}`, `{"verdict":"mostly_true"}`, "Verdict changed from “True” to “Mostly true”.\n"},
		"old, then new":                 {`{"verdict":"true"}`, `{"verdict":"satire","scale":"default@1"}`, "Verdict changed from “True” to “Satire”.\n"},
		"first":                         {`{"note":""}`, `{"verdict":"no","scale":"own@1"}`, "Verdict set to “Not so”.\n"},
		"gone":                          {`{"verdict":"true","scale":"own@1"}`, `{}`, "Verdict removed; it was “So”.\n"},
		"another scale": {`{"verdict":"false","scale":"default@1"}`, `{"verdict":"true","scale":"own@1"}`,
			"Verdict changed from “False” to “So”.\nScale changed from “default@1” to “own@1”.\n"},
		"the same value again": {`{"verdict":"true","scale":"default@1"}`, `{"verdict":"true","scale":"own@1"}`, "Scale changed from “default@1” to “own@1”.\n"},
	} {
		t.Run(name, func(t *testing.T) {
			told, err := Tell(message.New(message.English), scales, happened("changed", c.before, c.after))
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			for _, line := range told {
				got.WriteString(line.Sentence + "\n")
			}
			if got.String() != c.want {
				t.Errorf("%q, want %q", got.String(), c.want)
			}
		})
	}
}
