//! What a machine on somebody else's page is to show, and how it is to behave: the attributes of the element, each with
//! one meaning here. What is not understood counts as not said.

use session::{Level, Scenario};

use crate::choice::{Panel, Speed, TextSize, Theme};

/// Most parts that one machine shows.
const MAX_PARTS: usize = 12;
/// Longest command line and label, in letters.
const LONGEST: usize = 4_000;
/// Steps that a run may make before it is paused, if nothing is said.
const MAX_STEPS: u64 = 20_000_000;

/// A part of what is to be seen.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// The lanes and the slider.
    Timeline,
    /// What happened, in a sentence.
    Narration,
    /// A panel.
    Panel(Panel),
}

impl Part {
    /// Its name in `view` and as a `part`.
    pub fn id(self) -> &'static str {
        match self {
            Part::Timeline => "timeline",
            Part::Narration => "narration",
            Part::Panel(panel) => panel.id(),
        }
    }

    fn parse(name: &str) -> Option<Self> {
        let all = Panel::ALL.map(Part::Panel).into_iter().chain([Part::Timeline, Part::Narration]);
        all.into_iter().find(|part| part.id() == name)
    }
}

/// Which buttons there are.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Controls {
    /// All of them.
    Full,
    /// Steps and the commonest levels.
    Mini,
    /// None: the page around it has its own, or the person has the keys.
    None,
}

impl Controls {
    /// Its name in the attribute.
    pub fn id(self) -> &'static str {
        match self {
            Controls::Full => "full",
            Controls::Mini => "mini",
            Controls::None => "none",
        }
    }
}

/// The options of a machine.
#[derive(Clone, PartialEq, Debug)]
pub struct Options {
    /// The command line.
    pub run: String,
    /// The moment that is gone to instead, as a link tells it.
    pub moment: Option<String>,
    /// The experiment that it asks about and runs.
    pub lesson: Option<Scenario>,
    /// Where to stand at first, in instructions from the beginning of the run; the first step of the story if `None`.
    pub step: Option<u64>,
    /// Where playing begins, likewise.
    pub from: Option<u64>,
    /// Where playing ends, likewise.
    pub to: Option<u64>,
    /// How far a step goes.
    pub level: Level,
    /// How fast playing goes.
    pub speed: Speed,
    /// Whether it plays by itself.
    pub autoplay: bool,
    /// Whether it begins anew at the end.
    pub looped: bool,
    /// What is to be seen, from top to bottom.
    pub view: Vec<Part>,
    /// Which buttons there are.
    pub controls: Controls,
    /// Whether the person may look only: nothing is typed, nothing is changed.
    pub readonly: bool,
    /// The theme; the system's if `None`.
    pub theme: Option<Theme>,
    /// Whether it has more contrast, whatever the theme.
    pub contrast: bool,
    /// How large everything is.
    pub text_size: TextSize,
    /// The part that is pointed out.
    pub focus: Option<Part>,
    /// What it is, for those who do not see it.
    pub label: String,
    /// Whether keys are commands while the focus is inside.
    pub keyboard: bool,
    /// Steps after which a run is paused.
    pub max_steps: u64,
}

impl Options {
    /// Reads the attributes; `get` answers the text of one, or `None` if it is not there.
    pub fn parse(get: impl Fn(&str) -> Option<String>) -> Self {
        let text = |name: &str| get(name).map(|it| it.trim().chars().take(LONGEST).collect::<String>());
        let said = |name: &str| text(name).filter(|it| !it.is_empty());
        let number = |name: &str| text(name).and_then(|it| it.parse::<u64>().ok());
        let on = |name: &str| text(name).is_some_and(|it| it != "false");
        let run = said("run").unwrap_or_else(|| "ls -l /home".to_string());
        Self {
            label: said("label").unwrap_or_else(|| format!("Ringside: {run}")),
            run,
            moment: get("moment").filter(|it| !it.is_empty()),
            lesson: said("lesson").and_then(|it| Scenario::ALL.into_iter().find(|one| one.id() == it)),
            step: number("step"),
            from: number("from"),
            to: number("to"),
            level: said("level").and_then(|it| level(&it)).unwrap_or(Level::Story),
            speed: match said("speed").as_deref() {
                Some("0.5") => Speed::Half,
                Some("2") => Speed::Double,
                Some("4") => Speed::Fourfold,
                _ => Speed::Normal,
            },
            autoplay: on("autoplay"),
            looped: on("loop"),
            view: view(&said("view").unwrap_or_default()),
            controls: match said("controls").as_deref() {
                Some("full") => Controls::Full,
                Some("none") => Controls::None,
                _ => Controls::Mini,
            },
            readonly: on("readonly"),
            theme: match said("theme").as_deref() {
                Some("light") => Some(Theme::Light),
                Some("dark") => Some(Theme::Dark),
                _ => None,
            },
            contrast: said("theme").as_deref() == Some("contrast"),
            text_size: said("text-size").map_or(TextSize::Normal, |it| TextSize::parse(&it)),
            focus: said("focus").and_then(|it| Part::parse(&it)),
            keyboard: said("keyboard").as_deref() != Some("off"),
            max_steps: number("max-steps").filter(|it| *it > 0).unwrap_or(MAX_STEPS),
        }
    }

    /// Whether a panel is to be seen.
    pub fn shows(&self, panel: Panel) -> bool {
        self.view.contains(&Part::Panel(panel))
    }
}

/// The level of this name: `story`, `syscall`, `crossing` and so on.
pub fn level(name: &str) -> Option<Level> {
    Level::ALL.into_iter().find(|level| format!("{level:?}").eq_ignore_ascii_case(name))
}

/// The parts that are named, each once; the usual ones if there are none.
fn view(names: &str) -> Vec<Part> {
    let mut parts = Vec::new();
    for part in names.split_whitespace().filter_map(Part::parse) {
        if !parts.contains(&part) && parts.len() < MAX_PARTS {
            parts.push(part);
        }
    }
    if parts.is_empty() { vec![Part::Timeline, Part::Panel(Panel::Boundary), Part::Narration] } else { parts }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(attributes: &[(&str, &str)]) -> Options {
        Options::parse(|name| {
            attributes.iter().find(|(it, _)| *it == name).map(|(_, value)| value.to_string())
        })
    }

    #[test]
    fn nothing_said_is_the_usual_machine() {
        let usual = options(&[]);
        assert_eq!((usual.run.as_str(), usual.step, usual.level), ("ls -l /home", None, Level::Story));
        assert_eq!(
            usual.view.iter().map(|part| part.id()).collect::<Vec<_>>(),
            ["timeline", "boundary", "narration"]
        );
        assert!(usual.keyboard && !usual.readonly && !usual.autoplay && usual.theme.is_none());
    }

    #[test]
    fn each_attribute_has_its_meaning() {
        let it = options(&[
            ("run", " echo hi "),
            ("step", "120"),
            ("level", "syscall"),
            ("view", "cpu narration cpu nonsense"),
            ("controls", "none"),
            ("readonly", ""),
            ("loop", "false"),
            ("theme", "dark"),
            ("keyboard", "off"),
            ("speed", "2"),
            ("text-size", "large"),
            ("focus", "cpu"),
            ("lesson", "wall"),
        ]);
        assert_eq!((it.text_size, it.focus), (TextSize::Large, Some(Part::Panel(Panel::Cpu))));
        assert_eq!(it.lesson, Some(Scenario::Wall));
        let contrast = options(&[("theme", "contrast")]);
        assert!(
            contrast.contrast && contrast.theme.is_none() && !it.contrast,
            "light or dark as the system is"
        );
        assert_eq!((it.run.as_str(), it.step, it.level), ("echo hi", Some(120), Level::Syscall));
        assert_eq!(it.view, [Part::Panel(Panel::Cpu), Part::Narration]);
        assert_eq!((it.controls, it.readonly, it.looped, it.keyboard), (Controls::None, true, false, false));
        assert_eq!((it.theme, it.speed), (Some(Theme::Dark), Speed::Double));
    }

    #[test]
    fn rubbish_counts_as_not_said() {
        let long = "x ".repeat(1_000_000);
        for value in ["", "-1", "1e9", "99999999999999999999999", "<b>", "\u{0}", &long] {
            let it = options(&[
                ("step", value),
                ("level", value),
                ("view", value),
                ("max-steps", value),
                ("run", value),
            ]);
            assert_eq!((it.step, it.level, it.view.len(), it.max_steps), (None, Level::Story, 3, MAX_STEPS));
            assert!(it.run.chars().count() <= LONGEST);
        }
    }
}
