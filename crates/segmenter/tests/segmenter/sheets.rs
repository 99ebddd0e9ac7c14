//! What is said of sheets that are not well written.

use courant_segmenter::Layout;

/// `marked` is what the span covers; then follow the message and the help.
#[track_caller]
fn check(sheet: &str, expected: &str, marked: &str, help: Option<&str>) {
    let error = Layout::parse("bay.toml", sheet).expect_err("the sheet is not well written");
    assert_eq!(error.to_string(), expected);
    assert_eq!((&sheet[error.span.clone()], error.help.as_deref()), (marked, help));
}

/// A sheet whose third line is this one, and which is well written but for it.
fn third(line: &str) -> String {
    let header = if line.starts_with("header") { "" } else { "header = ['{date:%d.%m.%Y}']" };
    format!("name = 'bay'\nabout = 'Ünïcode'\n{line}\n{header}\n")
}

#[test]
fn the_sheets_that_the_others_differ_from_are_well_written() {
    for line in ["", "header = ['{date:%d.%m.%Y}']"] {
        assert_eq!(
            Layout::parse("bay.toml", &third(line)).map(|layout| layout.name().to_owned()),
            Ok("bay".to_owned())
        );
    }
}

#[test]
fn keys_and_values() {
    check(
        &third("hedline = 'after'"),
        "bay.toml:3:1: unknown field `hedline`, expected one of \
         `name`, `about`, `timezone`, `stamp`, `header`, `furniture`, `separator`, `end`, `footer`, `day`, `headline`, \
         `date`, `fields`, `keys`, `blank`, `separated`, `closed`, `months`",
        "hedline",
        None,
    );
    check("about = ''\nheader = []\n", "bay.toml:1:1: missing field `name`", "", None);
    check(&third("header = ["), "bay.toml:3:11: unclosed array, expected `]`", "", None);
    check(
        &third("stamp = 'date'"),
        "bay.toml:3:9: invalid type: string \"date\", expected a sequence",
        "'date'",
        None,
    );
    check(&third("header = []"), "bay.toml:3:10: a layout needs at least one header", "[]", None);
    check(
        "about = ''\nheader = ['{date:%d.%m.%Y}']\nname = 'Bay'\n",
        "bay.toml:3:8: a layout's name is made of lower case letters, digits and hyphens",
        "'Bay'",
        None,
    );
    check(
        "about = ''\nname = 'article'\nheader = []",
        "bay.toml:2:8: `article` is the name of what is done where no layout fits",
        "'article'",
        None,
    );
    check(
        &third("timezone = 'Asia/Almata'"),
        "bay.toml:3:12: there is no time zone `Asia/Almata`",
        "'Asia/Almata'",
        Some("write an IANA name, such as `Asia/Almaty`"),
    );
    check(
        &third("months = ['Jan', 'Feb']"),
        "bay.toml:3:10: the months are twelve names, January first",
        "['Jan', 'Feb']",
        None,
    );
}

#[test]
fn fields() {
    let header = "a header has the fields `{date:…}`, `{time:…}`, `{views:int}`, `{headline}`, `{text}`, `{source}`, \
                  `{number}`, `{lead}`, `{link}`, `{rule}` and `{any}`";
    check(
        &third("header = ['{date:%d.%m.%Y}', 'é {dat:%d.%m.%Y}']"),
        "bay.toml:3:33: `{dat}` is no field here",
        "{dat:%d.%m.%Y}",
        Some(header),
    );
    check(
        &third("day = ['{any} on']"),
        "bay.toml:3:9: the field `{date:…}` is missing",
        "{any} on",
        Some("a day has the fields `{date:…}` and `{any}`"),
    );
    check(
        &third("header = ['{date:%d.%m.%Y} {date:%d.%m.%Y}']"),
        "bay.toml:3:28: the field `{date}` is here twice",
        "{date:%d.%m.%Y}",
        None,
    );
    check(
        &third("stamp = ['{crawled:%Y-%m-%d} {any}']"),
        "bay.toml:3:30: `{any}` is no field here",
        "{any}",
        Some("a stamp has the field `{crawled:…}`"),
    );
    check(
        &third("furniture = ['by {date:%d}']"),
        "bay.toml:3:18: `{date}` is no field here",
        "{date:%d}",
        Some("there are the fields `{any}`, `{rule}`, `{link}` and `{number}`"),
    );
    check(
        &third("furniture = ['  {any}']"),
        "bay.toml:3:15: the template does not say what to look for",
        "  {any}",
        None,
    );
    check(&third("furniture = ['']"), "bay.toml:3:15: the template does not say what to look for", "", None);
    check(
        &third("header = ['{headline:loud}']"),
        "bay.toml:3:12: this shape is not known",
        "{headline:loud}",
        Some("there are `caps`, `title` and `sentence`, as in `{headline:caps}`"),
    );
    check(
        &third("header = [\"{headline}\\n{link:x}\"]"),
        "bay.toml:3:11: `{link}` has no format",
        "\"{headline}\\n{link:x}\"",
        None,
    );
    check(&third("furniture = ['by {any:int}']"), "bay.toml:3:18: `{any}` has no format", "{any:int}", None);
    check(
        &third("furniture = ['by {any']"),
        "bay.toml:3:18: the field is not closed",
        "{any",
        Some("write `{{` for a brace itself"),
    );
    check(
        &third("furniture = ['by }']"),
        "bay.toml:3:18: no field is open here",
        "}",
        Some("write `}}` for a brace itself"),
    );
}

#[test]
fn formats() {
    check(
        &third("header = ['{date:%d.%m.%Y} {views}']"),
        "bay.toml:3:28: a count of views is written `{views:int}`",
        "{views}",
        None,
    );
    check(
        &third("header = ['{date}']"),
        "bay.toml:3:12: a date needs a format, as in `{date:%d.%m.%Y}`",
        "{date}",
        None,
    );
    check(
        &third("header = ['{date:%d.%m.%Y}{time}']"),
        "bay.toml:3:27: a time needs a format, as in `{time:%H:%M}`",
        "{time}",
        None,
    );
    check(
        &third("header = ['{date:%d.%Y}']"),
        "bay.toml:3:12: the format needs a day and a month",
        "{date:%d.%Y}",
        None,
    );
    check(
        &third("stamp = ['{crawled:%d.%m}']"),
        "bay.toml:3:11: the day of a crawl needs its year",
        "{crawled:%d.%m}",
        None,
    );
    check(
        &third("header = ['{date:%d.%q.%Y}']"),
        "bay.toml:3:21: `%q` is not known here",
        "%q",
        Some("there are `%d`, `%-d`, `%m`, `%-m`, `%B`, `%Y`, `%y`, `%A` and `%%`"),
    );
    check(
        &third("header = ['{date:%d.%m.%Y} {time:%H:%m}']"),
        "bay.toml:3:37: `%m` is not known here",
        "%m",
        Some("there are `%H`, `%-H`, `%-I%M`, `%-I`, `%M`, `%S`, `%f`, `%p`, `%Z` and `%%`"),
    );
    check(&third("header = ['{date:%d.%m.%Y%-m}']"), "bay.toml:3:26: `%-m` says it again", "%-m", None);
}

#[test]
fn a_template_with_escapes_is_marked_as_a_whole() {
    check(
        &third(r#"furniture = ["\t}"]"#),
        "bay.toml:3:14: no field is open here",
        r#""\t}""#,
        Some("write `}}` for a brace itself"),
    );
}
