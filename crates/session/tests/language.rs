//! The language can be changed at any moment, and everything that is told is told in it.

mod common;

use session::{Command, Edit, Look, MemoryChoice, Scene, Session};
use texts::Language;

/// What the scene says in words, without what is the same in every language.
fn said(scene: &Scene) -> Vec<String> {
    let mut said = vec![scene.now.sentence.to_string()];
    said.extend(scene.run.story.iter().flat_map(|step| [step.title.clone(), step.sentence.to_string()]));
    said.extend(scene.run.traps.iter().map(|trap| trap.cause.clone()));
    said.extend(scene.boundary.processes.iter().map(|it| it.note.clone()));
    if let Some(memory) = &scene.memory {
        said.extend(memory.accesses.iter().map(|it| it.why.to_string()));
        said.extend(memory.walk.iter().map(|it| it.end.to_string()));
    }
    said
}

fn speak(session: &mut Session, language: Language) -> Vec<String> {
    session.command(Command::Speak(language));
    said(&session.scene())
}

#[test]
fn all_that_was_told_is_told_again_in_the_other_language() {
    let mut session = common::booted();
    for line in ["ls -l /home", "echo again"] {
        common::run(&mut session, line);
    }
    session.command(Command::Look(Look::Memory(MemoryChoice::LastAccess)));
    let runs = session.scene().history.runs.clone();
    for at in [runs[1].start + 5_000, runs[2].end - 10_000] {
        session.command(Command::Seek(at));
        let (english, run) = (said(&session.scene()), session.scene().run.clone());
        let german = speak(&mut session, Language::German);
        assert_eq!(session.at(), at);
        assert_eq!(english.len(), german.len());
        for (english, german) in english.iter().zip(&german) {
            assert!(english != german || english.is_empty(), "{english}");
        }
        assert_eq!(speak(&mut session, Language::English), english);
        let again = session.scene().run.clone();
        assert_eq!(*again, session::Run { revision: again.revision, ..(*run).clone() });
    }
}

#[test]
fn who_changed_the_language_in_a_branch_hears_it_behind_the_branch_too() {
    let mut session = common::booted();
    common::run(&mut session, "ls /");
    let (english, at) = (said(&session.scene()), session.at());
    session.command(Command::Edit(Edit::Register(10, 1)));
    while session.work(1_000_000) {}
    speak(&mut session, Language::German);
    session.command(Command::Leave);
    assert_eq!(session.at(), at);
    let german = said(&session.scene());
    assert_eq!(english.len(), german.len());
    assert!(english.iter().zip(&german).all(|(english, german)| english != german || english.is_empty()));
    texts::set_language(Language::English);
}
