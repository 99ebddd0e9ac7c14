use super::{parse, resolve::resolve, written};

const SHIPPED: &str = include_str!("../../../../config/courant.toml");

fn variable(name: &str) -> Option<String> {
    (name == "PLACE").then(|| "/srv/${PLACE}".to_owned())
}

/// The first line that a user sees of what is wrong, and the advice for each problem.
#[track_caller]
fn check(text: &str, expected: &str) {
    let invalid = parse("my.toml", text, &variable).expect_err("it is wrong");
    let mut said = invalid.to_string();
    for report in invalid.reports() {
        if let Some(help) = report.help() {
            said.push_str("\n  ");
            said.push_str(&help.to_string());
        }
    }
    assert_eq!(said, expected);
}

#[test]
fn the_shipped_file_says_the_defaults() {
    let shipped = parse("config/courant.toml", SHIPPED, &variable).expect("it is valid");
    let defaults = resolve(&written::Config::default(), &variable).expect("the defaults are valid");
    assert_eq!(shipped, defaults);
}

/// Each setting, also the ones that have no default, stands in the file: those
/// without one are commented out, ready to be uncommented.
#[test]
fn the_shipped_file_has_every_setting() {
    let whole: String = SHIPPED
        .lines()
        .map(|line| match line.strip_prefix("# ") {
            Some(setting) if setting.contains(" = ") && !setting.contains(". ") => setting,
            _ => line,
        })
        .flat_map(|line| [line, "\n"])
        .collect();
    parse("config/courant.toml", &whole, &variable).expect("it is valid when everything is said");
    let table: toml::Table = whole.parse().expect("it is TOML");
    for (section, wrong) in [
        ("", "x = 1"),
        ("inbox", "[[inbox]]\nx = 1"),
        ("reader", "[reader]\nx = 1"),
        ("segmenter", "[segmenter]\nx = 1"),
        ("enricher", "[enricher]\nx = 1"),
        ("story", "[story]\nx = 1"),
        ("line", "[line]\nx = 1"),
        ("sink", "[[sink]]\nx = 1"),
        ("log", "[log]\nx = 1"),
    ] {
        // serde names all fields of a section when it meets one that is none of them.
        let error = toml::from_str::<written::Config>(wrong).expect_err("there is no x").to_string();
        let known: Vec<_> = error.lines().last().expect("a message").split('`').skip(3).step_by(2).collect();
        assert!(!known.is_empty(), "{error}");
        let said = match table.get(section) {
            Some(toml::Value::Table(section)) => section,
            Some(toml::Value::Array(sections)) => sections[0].as_table().expect("a section"),
            _ => &table,
        };
        for key in known {
            assert!(said.contains_key(key), "`{key}` of [{section}] is not in config/courant.toml");
        }
    }
}

#[test]
fn what_is_wrong_is_told_with_its_place_and_a_way_out() {
    check("stat = \"x\"", "my.toml:1:1: there is no setting `stat` here\n  did you mean `state`?");
    check(
        "[line]\nfrobnicate = 1",
        "my.toml:2:1: there is no setting `frobnicate` here\n  the settings here are budget, workers, drain, \
         restarts, within, stall",
    );
    check("[[inbox]]\nstill = 3", "my.toml:2:9: invalid type: integer `3`, expected a string");
    check(
        "[[inbox]]\nstill = \"soon\"",
        "my.toml:2:9: `soon` is not a duration\n  write it like \"500ms\", \"30s\" or \"2m\"",
    );
    check("[[inbox]]\nevents = \"pol\"", "my.toml:2:10: there is no \"pol\"\n  did you mean \"poll\"?");
    check("[[inbox]]\ndrift = \"holt\"", "my.toml:2:9: there is no \"holt\"\n  did you mean \"hold\"?");
    check(
        "[[inbox]]\ntimezone = \"Asia/Almaaty\"",
        "my.toml:2:12: there is no time zone `Asia/Almaaty`\n  write an IANA name, such as \"Asia/Almaty\" or \"UTC\"",
    );
    check(
        "[[inbox]]\ncharset = \"cp-nothing\"",
        "my.toml:2:11: there is no charset `cp-nothing`\n  write a WHATWG label, such as \"windows-1251\", \"koi8-r\" or \"utf-16le\"",
    );
    check(
        "[reader]\nmax_file = \"64 MB\"",
        "my.toml:2:12: `64 MB` is not a size\n  write a number of bytes above zero, or a text such as \"64 KiB\", \"16 MiB\" or \"2 GiB\"",
    );
    check(
        "[[inbox]]\nmode = \"tail\"\nlinks = \"follow\"",
        "my.toml:3:9: a link to a file that grows is not followed\n  \
         include the file that the link leads to, in an inbox where it lies",
    );
    check("[[inbox]]\nmode = \"tial\"", "my.toml:2:8: there is no \"tial\"\n  did you mean \"tail\"?");
    check(
        "[[inbox]]\nmode = \"tail\"\ncharset = \"utf-16le\"",
        "my.toml:3:11: files in `utf-16le` cannot be cut into lines while they grow\n  \
         let its writer use UTF-8, or another charset that ASCII is a part of",
    );
    check("[reader]\nmax_ratio = 0", "my.toml:2:13: 0 is not above zero");
    check(
        "[[sink]]\nname = \"a\"",
        "my.toml:2:8: this sink has no kind\n  add kind = \"jsonl\", \"sqlite\" or \"stdout\"",
    );
    check("[[sink]]\nkind = \"sqlite\"", "my.toml:2:8: a sink of kind \"sqlite\" needs a path");
    check(
        "[[sink]]\nkind = \"stdout\"\nrotate_daily = true",
        "my.toml:3:16: a sink of kind \"stdout\" does not rotate",
    );
    check(
        "[[inbox]]\nname = \"a\"\ndirectory = \"1\"\n[[inbox]]\nname = \"a\"\ndirectory = \"2\"",
        "my.toml:5:8: there are two inboxes with the name `a`",
    );
    check(
        "[inbox]\nname = \"a\"",
        "my.toml:1:1: invalid type: map, expected a sequence\n  a section that may be repeated has double brackets: [[inbox]]",
    );
    check(
        "[[sink]]\nkind = \"jsonl\"\npath = \"a\"\n[[sink]]\nkind = \"sqlite\"\npath = \"./a\"",
        "my.toml:6:8: another sink has this path\n  give each sink a file of its own",
    );
    check(
        "[[sink]]\nkind = \"stdout\"\nrate = \"fast\"",
        "my.toml:3:8: `fast` is not a rate\n  write a number of records above zero, such as \"500/s\", \"30/min\" or \"1000/h\"",
    );
    check("state = \"\"", "my.toml:1:9: this is empty\n  leave the setting out instead");
    check("[story]\nwindow = 400", "my.toml:2:10: a window is 0 (no stories) to 366 days");
    check("[line]\nworkers = -1", "my.toml:2:11: workers are 0 (one for each core) to 1024");
}

#[test]
fn all_that_is_wrong_is_told_at_once() {
    check(
        "[line]\nbudget = 0\ndrain = \"x\"",
        "my.toml:2:10: 0 is not above zero, and 1 more\n  write a number of bytes above zero, or a text such as \
         \"64 KiB\", \"16 MiB\" or \"2 GiB\"\n  write it like \"500ms\", \"30s\" or \"2m\"",
    );
}

#[test]
fn variables_are_replaced_once_and_in_values_only() {
    let settings = parse("my.toml", "state = \"${PLACE}/x\"", &variable).expect("it is valid");
    assert_eq!(settings.state.to_str(), Some("/srv/${PLACE}/x"));
    check(
        "state = \"${NOWHERE}\"",
        "my.toml:1:9: the environment variable `NOWHERE` is not set\n  set it, or write the value itself",
    );
    check("state = \"${PLACE\"", "my.toml:1:9: `${` without a `}`");
    check(
        "\"${PLACE}\" = 1",
        "my.toml:1:1: there is no setting `${PLACE}` here\n  the settings here are state, receipts, inbox, reader, \
         segmenter, enricher, names, story, line, sink, log",
    );
}
