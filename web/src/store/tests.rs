//! What each action makes of a view.

use super::*;

const RUN: Window = Window { from: 1_000, to: 2_000 };

fn after(actions: &[Action]) -> Rc<View> {
    actions.iter().fold(Rc::new(View::default()), |view, action| view.reduce(action.clone()))
}

#[test]
fn zooming_keeps_the_position_under_the_pointer_in_place() {
    let view = after(&[Action::Zoom { bounds: RUN, around: 1_250, factor: 0.5 }]);
    assert_eq!(view.window, Some(Window { from: 1_125, to: 1_625 }));
}

#[test]
fn zooming_out_of_the_run_shows_all_of_it() {
    let zoom = |factor| Action::Zoom { bounds: RUN, around: 1_250, factor };
    assert_eq!(after(&[zoom(0.5), zoom(4.0)]).window, None);
}

#[test]
fn a_window_never_gets_too_short_nor_leaves_the_run() {
    let view = after(&[Action::Zoom { bounds: RUN, around: 1_990, factor: 1e-9 }]);
    assert_eq!(view.window.map(Window::len), Some(Window::SHORTEST));
    let view = view.reduce(Action::Pan { bounds: RUN, share: 100.0 });
    assert_eq!(view.window.map(|it| it.to), Some(RUN.to));
    let view = view.reduce(Action::Pan { bounds: RUN, share: -1e6 });
    assert_eq!(view.window.map(|it| it.from), Some(RUN.from));
}

#[test]
fn a_mark_is_set_named_and_taken_away_again_in_its_place() {
    let mark = |at: u64, name: &str| Mark { at, name: name.to_string() };
    let set = [Action::Mark(mark(20, "b")), Action::Mark(mark(10, "a"))];
    let view = after(&set).reduce(Action::Rename(mark(20, "here")));
    assert_eq!(view.marks, [mark(10, "a"), mark(20, "here")]);
    assert_eq!(view.reduce(Action::Mark(mark(10, ""))).marks, [mark(20, "here")]);
    let many: Vec<_> = (0..1_000).map(|at| Action::Mark(mark(at, ""))).collect();
    assert_eq!(after(&many).marks.len(), MAX_MARKS);
}

#[test]
fn a_drag_moves_the_window_as_far_as_the_run_goes() {
    let zoom = Action::Zoom { bounds: RUN, around: 1_500, factor: 0.1 };
    let drag = |by| Action::Drag { bounds: RUN, by };
    assert_eq!(after(&[zoom.clone(), drag(7)]).window, Some(Window { from: 1_457, to: 1_557 }));
    assert_eq!(after(&[zoom, drag(i64::MIN)]).window.map(|it| it.from), Some(RUN.from));
}

#[test]
fn a_position_outside_the_window_is_brought_into_it() {
    let zoom = Action::Zoom { bounds: RUN, around: 1_000, factor: 0.1 };
    let view = after(&[zoom, Action::Reveal { bounds: RUN, at: 1_900 }]);
    assert!(view.window.is_some_and(|it| it.contains(1_900) && it.len() == 100));
}

#[test]
fn a_run_that_has_just_begun_may_be_shorter_than_what_was_shown_of_the_one_before() {
    let short = Window { from: 2_000, to: 2_010 };
    for action in [
        Action::Reveal { bounds: short, at: 2_005 },
        Action::Pan { bounds: short, share: 0.2 },
        Action::Zoom { bounds: short, around: 2_005, factor: 0.5 },
    ] {
        let view = after(&[Action::Zoom { bounds: RUN, around: 1_250, factor: 0.5 }, action]);
        assert!(view.window.is_none_or(|it| it.from >= short.from && it.to <= short.to), "{view:?}");
    }
}

#[test]
fn a_run_of_no_length_can_be_zoomed() {
    let bounds = Window::new(5, 5);
    assert_eq!(after(&[Action::Zoom { bounds, around: 5, factor: 0.5 }]).window, None);
}

#[test]
fn choosing_a_side_panel_chooses_its_tab_and_others_leave_the_tab() {
    let view = after(&[Action::Choose(Panel::Files), Action::Choose(Panel::Code)]);
    assert_eq!((view.panel, view.side), (Panel::Code, Panel::Files));
}

#[test]
fn an_address_opens_the_memory_panel_and_only_that_asks_for_memory() {
    let address = MemoryChoice::Virtual(0x1000);
    let view = after(&[Action::LookAt(address.clone(), MemoryPart::Walk)]);
    assert_eq!((view.panel, view.side, view.memory), (Panel::Memory, Panel::Memory, MemoryPart::Walk));
    assert_eq!(view.look(), Look::Memory(address));
    assert_eq!(view.reduce(Action::Choose(Panel::Cpu)).look(), Look::Nothing);
}

#[test]
fn the_system_theme_counts_until_the_person_chooses() {
    assert_eq!(after(&[Action::SystemTheme(Theme::Dark)]).theme, Theme::Dark);
    assert_eq!(after(&[Action::ToggleTheme, Action::SystemTheme(Theme::Light)]).theme, Theme::Dark);
}

#[test]
fn an_action_that_changes_nothing_draws_nothing() {
    let view = Rc::new(View::default());
    assert!(Rc::ptr_eq(&view.clone().reduce(Action::Show(None)), &view));
}
