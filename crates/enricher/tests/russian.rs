//! Items in Russian, by the public door: what a language pack has to bring.

use courant_enricher::{Enricher, verify};
use courant_model::{
    Bulletin, Document, Event, Item, Organisation, Person, Place, Quote, Record, Role, Segmented, Span,
};
use proptest::prelude::*;

/// The record of an item of 23 February 2026 whose first line is the headline.
fn record(text: &str) -> Record {
    let mut at = 0;
    let mut lines = text.lines().map(|line| {
        let place = at..at + line.len();
        at = place.end + 1;
        place.into()
    });
    let item = Item {
        bytes: 0..text.len(),
        lines: (1, text.lines().count()),
        published: "2026-02-23T09:30:00+05:00".parse().ok(),
        headline: lines.next().expect("a headline"),
        paragraphs: lines.collect(),
        ..Item::default()
    };
    let document = Document { layout: "plain".to_owned(), items: vec![item], ..Document::default() };
    let bulletin = Bulletin::from_text("in/february.txt", text.to_owned()).into();
    let enriched = Enricher::standard().enrich(Segmented { bulletin, documents: vec![document] });
    let record = enriched.records[0].clone();
    assert_eq!(verify(&record), Ok(()));
    record
}

fn mentions(record: &Record, spans: &[Span]) -> String {
    let written = spans.iter().map(|span| span.slice(&record.text).expect("inside the text"));
    written.collect::<Vec<_>>().join(", ")
}

/// `name; title @country in body, …; mention, …`
fn people(record: &Record) -> Vec<String> {
    let role = |role: &Role| {
        let country = role.country.as_ref().map(|code| format!(" @{code}")).unwrap_or_default();
        let body = role.organisation.map(|body| format!(" in {body}")).unwrap_or_default();
        format!("{}{country}{body}", role.title)
    };
    let said = |person: &Person| {
        let roles = person.roles.iter().map(role).collect::<Vec<_>>().join(", ");
        format!("{}; {roles}; {}", person.name, mentions(record, &person.mentions))
    };
    record.people.iter().map(said).collect()
}

/// `name (acronym) kind country: mention, …`
fn bodies(record: &Record) -> Vec<String> {
    let said = |body: &Organisation| {
        let acronym = body.acronym.as_ref().map(|letters| format!(" ({letters})")).unwrap_or_default();
        let country = body.country.as_deref().unwrap_or("-");
        format!("{}{acronym} {} {country}: {}", body.name, body.kind, mentions(record, &body.mentions))
    };
    record.organisations.iter().map(said).collect()
}

fn places(record: &Record) -> Vec<String> {
    let said = |place: &Place| {
        let country = place.country.as_deref().unwrap_or("-");
        format!("{} {} {country}: {}", place.name, place.kind, mentions(record, &place.mentions))
    };
    record.places.iter().map(said).collect()
}

fn dates(record: &Record) -> Vec<(&str, &str)> {
    record.dates.iter().map(|date| (date.text.as_str(), date.value.as_str())).collect()
}

/// `text | speaker, as written, verb`
fn quotes(record: &Record) -> Vec<String> {
    let said = |quote: &Quote| {
        let speaker = quote.speaker.map_or("-".to_owned(), |speaker| speaker.to_string());
        let [written, cue] = [&quote.speaker_text, &quote.cue].map(|word| word.as_deref().unwrap_or("-"));
        format!("{} | {speaker}, {written}, {cue}", quote.text)
    };
    record.quotes.iter().map(said).collect()
}

/// `kind participants; countries; place; date; trigger`
fn events(record: &Record) -> Vec<String> {
    let said = |event: &Event| {
        let refs = event.participants.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
        let place = event.place.map_or("-".to_owned(), |place| place.to_string());
        let date = event.date.as_deref().unwrap_or("-");
        let trigger: Vec<Span> = event.trigger.into_iter().collect();
        let when = if event.future { " to come" } else { "" };
        format!(
            "{} {refs}; {}; {place}; {date}{when}; {}",
            event.kind,
            event.countries.join(" "),
            mentions(record, &trigger)
        )
    };
    record.events.iter().map(said).collect()
}

fn works(record: &Record) -> Vec<&str> {
    record.works.iter().map(|work| work.name.as_str()).collect()
}

#[test]
fn offices_names_and_speech_are_read_in_all_cases() {
    let record = record(
        "Министр иностранных дел Кении посетила Осло\n\
        Осло. 23 февраля. ЛИРА - Министр иностранных дел Республики Кения Ада Лунд провела переговоры с \
        премьер-министром Норвегии Кнутом Орловым.\n\
        В ходе встречи с Кнутом Орловым Ада Лунд отметила развитие кенийско-норвежских отношений. Посол Кении в \
        Норвегии Амос Белов сообщил, что форум состоится 15 марта 2026 года в Найроби.\n\
        «Мы построим новый порт вместе», – сказал К. Орлов. Он добавил: «Это важно для обеих стран».\n\
        Амоса Белова поддержал постоянный представитель Норвегии при ООН К.-Ж. Лаврин, сообщает пресс-служба \
        МИД Кении.\n",
    );
    assert_eq!(record.language.as_deref(), Some("ru"));
    assert_eq!(record.source.as_ref().map(|source| source.name.as_str()), Some("пресс-служба МИД Кении"));
    assert_eq!(
        people(&record),
        [
            "Ада Лунд; Министр иностранных дел Республики Кения @KE; Ада Лунд, Ада Лунд",
            "Кнутом Орловым; премьер-министром Норвегии @NO; Кнутом Орловым, Кнутом Орловым, К. Орлов",
            "Амос Белов; Посол Кении в Норвегии @KE; Амос Белов, Амоса Белова",
            "К.-Ж. Лаврин; постоянный представитель Норвегии при ООН @NO in o2; К.-Ж. Лаврин",
        ]
    );
    assert_eq!(
        bodies(&record),
        [
            "ЛИРА (ЛИРА) other -: ЛИРА",
            "ООН (ООН) igo -: ООН",
            "пресс-служба МИД Кении agency KE: пресс-служба МИД Кении",
        ]
    );
    assert_eq!(
        places(&record),
        [
            "Кения country KE: Кении, Кения, Кении, Кении",
            "Осло city NO: Осло, Осло",
            "Норвегии country NO: Норвегии, Норвегии, Норвегии",
            "Найроби city KE: Найроби",
        ]
    );
    assert_eq!(record.countries, ["KE", "NO"]);
    assert_eq!(dates(&record), [("15 марта 2026 года", "2026-03-15")]);
    assert_eq!(
        quotes(&record),
        [
            "Мы построим новый порт вместе | p2, К. Орлов, сказал",
            "Это важно для обеих стран | p2, Он, добавил",
        ]
    );
    assert_eq!(
        events(&record),
        ["meeting p1 p2 o1; KE NO; -; -; переговоры", "conference ; KE; l4; 2026-03-15 to come; форум",]
    );
}

#[test]
fn what_a_body_is_of_stands_in_the_genitive() {
    let record = record(
        "Ведомства двух стран подписали соглашение\n\
        Министерство здравоохранения Эстонии и правительство Казахстана подписали соглашение в Таллине в марте \
        2027 года.\n\
        В Министерстве иностранных дел Казахстана (МИД) рассказали о работе посольства Казахстана в Эстонии. Глава \
        МИД Казахстана Мурат Асанов и аким Алматинской области Марат Оспанов выступили в Национальном банке \
        Казахстана.\n\
        Депутат Мажилиса Иван Петрович Сидоров посетил компанию «Северный порт» и партию «Лира», а потом танкер \
        «Ада Лунд».\n\
        Казахстан и Эстония сотрудничают в рамках ОБСЕ и Организации Объединенных Наций. Министерство иностранных \
        дел Эстонии ответит в марте.\n",
    );
    assert_eq!(
        people(&record),
        [
            "Мурат Асанов; Глава МИД Казахстана @KZ in o3; Мурат Асанов",
            "Марат Оспанов; аким Алматинской области; Марат Оспанов",
            "Иван Петрович Сидоров; Депутат Мажилиса @KZ in o6; Иван Петрович Сидоров",
        ]
    );
    assert_eq!(
        bodies(&record),
        [
            "Министерство здравоохранения Эстонии ministry EE: Министерство здравоохранения Эстонии",
            "правительство Казахстана government KZ: правительство Казахстана",
            "Министерстве иностранных дел Казахстана (МИД) ministry KZ: Министерстве иностранных дел Казахстана, \
             МИД, МИД Казахстана",
            "посольства Казахстана в Эстонии embassy KZ: посольства Казахстана в Эстонии",
            "Национальном банке Казахстана company KZ: Национальном банке Казахстана",
            "Мажилиса parliament KZ: Мажилиса",
            "Северный порт company -: Северный порт",
            "Лира party -: Лира",
            "ОБСЕ (ОБСЕ) igo -: ОБСЕ",
            "Организации Объединенных Наций igo -: Организации Объединенных Наций",
            "Министерство иностранных дел Эстонии ministry EE: Министерство иностранных дел Эстонии",
        ]
    );
    assert_eq!(
        places(&record),
        [
            "Эстония country EE: Эстонии, Эстонии, Эстония, Эстонии",
            "Казахстан country KZ: Казахстана, Казахстана, Казахстана, Казахстана, Казахстана, Казахстан",
            "Таллине city EE: Таллине",
            "Алматинской области region -: Алматинской области",
        ]
    );
    assert_eq!(works(&record), ["Ада Лунд"]);
    assert_eq!(dates(&record), [("марте 2027 года", "2027-03")]);
    assert_eq!(events(&record), ["signing o1; EE; l3; 2027-03 to come; подписали"]);
}

#[test]
fn a_dash_opens_speech() {
    let record = record(
        "Президенты встретились в Ереване\n\
        Президент Казахстана Даурен Лаврин встретился с Президентом Армении Артаком Ованнисяном в Ереване в пятницу.\n\
        – Мы ждём гостей из Армении, – отметил Лаврин. – Всё готово к визиту.\n\
        – Когда? – спросил он.\n\
        Артак Ованнисян поблагодарил Даурена Лаврина. По словам президента Лаврина, работы идут с 2026 по 2028 год.\n",
    );
    assert_eq!(
        quotes(&record),
        ["Мы ждём гостей из Армении | p1, Лаврин, отметил", "Всё готово к визиту. | p1, Лаврин, отметил"]
    );
    assert_eq!(
        people(&record),
        [
            "Даурен Лаврин; Президент Казахстана @KZ; Даурен Лаврин, Лаврин, Даурена Лаврина, Лаврина",
            "Артак Ованнисян; Президентом Армении @AM; Артаком Ованнисяном, Артак Ованнисян",
        ]
    );
    assert_eq!(dates(&record), [("пятницу", "2026-02-20"), ("2026 по 2028", "2026/2028")]);
    assert_eq!(events(&record), ["meeting p1 p2; AM KZ; l1; 2026-02-20; встретился"]);
    assert_eq!(works(&record), Vec::<&str>::new());
}

#[test]
fn adjectives_tell_of_states() {
    let record =
        record("Армяно-иранские переговоры\nКазахстанские и российские учёные встретились с узбекскими.\n");
    assert_eq!(record.countries, ["AM", "IR", "KZ", "RU", "UZ"]);
}

/// Pieces that lead into each other in ways no sentence does.
const PIECES: &[&str] = &[
    "Министр иностранных дел Республики",
    "Кения",
    "Казахстана",
    "и образования",
    "президентом Казахстана Адой",
    "Лунд",
    "Орловым Адой Лунд",
    "Норфолка Ада Лунд",
    "К.-Ж.",
    "посольства",
    "партии «Лира»",
    "компании «",
    "«Лира",
    "»",
    "Национальном банке",
    "по делам женщин",
    "МИД",
    "РК",
    "армяно-иранские",
    "– ",
    ", – сказал он. – ",
    "комитет по",
    "университет имени",
    "(МИД)",
    "15 марта",
    "\n",
    "Иванович",
    ".",
];

proptest! {
    #[test]
    fn every_fact_stands_where_the_record_says(
        pieces in proptest::collection::vec(proptest::sample::select(PIECES), 1..20),
        glue in proptest::sample::select(vec![" ", "", ", "]),
    ) {
        let text = pieces.join(glue);
        // The record is verified where it is made.
        prop_assert_eq!(record(&text).headline, text.lines().next().unwrap_or_default());
    }
}
