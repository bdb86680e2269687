//! The boundary picture that stands alone: well-formed at every step, and with what the page shows there.

mod common;

use session::{Command, Level, Poster, Way};
use texts::Language;

const TOKENS: &str = include_str!("../../../web/styles/tokens.css");

/// All words of a picture.
fn words(svg: &str) -> String {
    let picture = roxmltree::Document::parse(svg).unwrap_or_else(|error| panic!("{error}\n{svg}"));
    let texts = picture.descendants().filter(|node| node.has_tag_name("text"));
    texts
        .map(|node| {
            node.descendants().filter(|it| it.is_text()).filter_map(|it| it.text()).collect::<String>() + "\n"
        })
        .collect()
}

#[test]
fn every_picture_is_well_formed_and_tells_what_the_page_tells() {
    let mut session = common::booted();
    for line in ["ls -l /home", "echo '<&>' | cat", "crash", "twins"] {
        common::run(&mut session, line);
        let run = session.scene().run.clone();
        for at in (run.start..run.end).step_by(((run.end - run.start) / 40) as usize) {
            session.command(Command::Seek(at));
            let scene = session.scene();
            let words = words(&Poster::of(&scene, TOKENS, false).to_svg());
            let sentence = scene.now.sentence.to_string();
            let flat = words.replace('\n', "");
            assert!(flat.contains(&sentence), "{sentence}\n{words}");
            if let Some(row) = scene.boundary.table.iter().find(|row| row.lit) {
                assert!(words.contains(&format!("{}\n{}\n", row.number, row.name)), "{words}");
            }
            for process in scene.boundary.processes.iter().take(3) {
                assert!(words.contains(&format!("pid {}", process.process.pid)), "{words}");
            }
        }
    }
}

#[test]
fn a_picture_has_its_own_colours_and_the_language_of_the_page() {
    let mut session = common::booted();
    common::run(&mut session, "ls");
    session.command(Command::Step(Level::Story, Way::Forward));
    let scene = session.scene();
    let [light, dark] = [false, true].map(|dark| Poster::of(&scene, TOKENS, dark).to_svg());
    assert!(light.contains("#fbfaf7") && !light.contains("#14161a"));
    assert!(dark.contains("#14161a") && !dark.contains("#fbfaf7"));
    assert!(!light.contains("fill=\"\"") && !light.contains("stroke=\"\""), "every colour is known");
    session.command(Command::Speak(Language::German));
    assert!(words(&Poster::of(&session.scene(), TOKENS, false).to_svg()).contains("BENUTZERRAUM"));
    texts::set_language(Language::English);
}
