package annotation

import "testing"

func TestSettings(t *testing.T) {
	admin := Actor{Name: "a", Role: Admin}
	editor := Actor{Name: "e", Role: Editor}
	scales := NewScales("", []Scale{ownScale(1), ownScale(2)})
	whole := DefaultSettings()
	if err := whole.validate(); err != nil {
		t.Errorf("the defaults are refused: %v", err)
	}
	for _, test := range []struct {
		name  string
		actor Actor
		patch SettingsPatch
		code  Code
		field string
	}{
		{"a zone", admin, SettingsPatch{TimeZone: To("Asia/Beirut")}, "", ""},
		{"digits and months", admin, SettingsPatch{Digits: To(LatinDigits), Months: To(GregorianMonths)}, "", ""},
		{"one person", admin, SettingsPatch{OnePerson: To(true)}, "", ""},
		{"no zone", admin, SettingsPatch{TimeZone: To("")}, Invalid, "time_zone"},
		{"the machine's zone", admin, SettingsPatch{TimeZone: To("Local")}, Invalid, "time_zone"},
		{"an unknown zone", admin, SettingsPatch{TimeZone: To("Asia/Nowhere")}, Invalid, "time_zone"},
		{"a path", admin, SettingsPatch{TimeZone: To("../../etc/passwd")}, Invalid, "time_zone"},
		{"an abbreviation of two zones", admin, SettingsPatch{TimeZone: To("IST")}, Invalid, "time_zone"},
		{"no digits", admin, SettingsPatch{Digits: To(Digits(""))}, Invalid, "digits"},
		{"unknown digits", admin, SettingsPatch{Digits: To(Digits("roman"))}, Invalid, "digits"},
		{"unknown months", admin, SettingsPatch{Months: To(Months("syriac"))}, Invalid, "months"},
		{"a scale", admin, SettingsPatch{Scale: To(ScaleRef("five@1"))}, "", ""},
		{"a scale's highest version", admin, SettingsPatch{Scale: To(ScaleRef("five"))}, "", ""},
		{"a version that is not there", admin, SettingsPatch{Scale: To(ScaleRef("five@3"))}, Invalid, "scale"},
		{"a scale that is not there", admin, SettingsPatch{Scale: To(ScaleRef("six"))}, Invalid, "scale"},
		{"no scale", admin, SettingsPatch{Scale: To(ScaleRef(""))}, Invalid, "scale"},
		{"an editor's scale", editor, SettingsPatch{Scale: To(ScaleRef("five"))}, "", ""},
		{"an editor", editor, SettingsPatch{TimeZone: To("Asia/Beirut")}, Forbidden, ""},
		{"an editor's scale and digits", editor, SettingsPatch{Scale: To(ScaleRef("five")), Digits: To(LatinDigits)}, Forbidden, ""},
		{"a reviewer's scale", Actor{Name: "r", Role: Reviewer}, SettingsPatch{Scale: To(ScaleRef("five"))}, Forbidden, ""},
		{"nobody", Actor{}, SettingsPatch{}, Unauthenticated, ""},
	} {
		t.Run(test.name, func(t *testing.T) {
			after, err := whole.Apply(test.patch, test.actor, scales)
			if test.code == "" {
				if err != nil || after.Version != 2 || after == whole {
					t.Errorf("got %+v, %v", after, err)
				}
				return
			}
			if CodeOf(err) != test.code || test.field != "" && err.(*Error).Field != test.field || after != whole {
				t.Errorf("got %+v, %v; want %s of %s", after, err, test.code, test.field)
			}
		})
	}
	if after, err := whole.Apply(SettingsPatch{Scale: To(ScaleRef("five"))}, editor, scales); err != nil || after.Scale != "five@2" {
		t.Errorf("an id alone: %+v, %v", after, err)
	}
	if same, err := whole.Apply(SettingsPatch{TimeZone: To("UTC"), Scale: To(ScaleRef("default"))}, admin, scales); err != nil || same.Version != 1 {
		t.Errorf("nothing changed: %+v, %v", same, err)
	}
}
