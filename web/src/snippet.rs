//! What a post needs to show a moment, and a run as a text. Text only; it knows no DOM.

use session::{Event, Moment, Scene};
use texts::{share as say, unit};

/// Where a moment is, and how it is shown.
pub struct Snippet<'a> {
    /// The address of the folder with the page, with its last `/`.
    pub folder: &'a str,
    /// The address of the moment.
    pub link: &'a str,
    /// The moment.
    pub moment: &'a Moment,
    /// The command of the run in view.
    pub command: &'a str,
}

impl Snippet<'_> {
    /// What the machine of a post is told: the options, each with its value.
    fn options(&self) -> Vec<(&'static str, String)> {
        let keys = |event: &Event| match event {
            Event::Keys(keys) => Some(keys.clone()),
            Event::KeysAt(..) | Event::Edit(..) => None,
        };
        let typed: Option<String> = self.moment.script.iter().map(keys).collect();
        let line = typed.as_deref().and_then(|typed| typed.strip_suffix('\n'));
        match line.filter(|line| !line.is_empty() && !line.contains(char::is_control)) {
            Some(line) => {
                let step = self.moment.step.map(|step| ("step", step.to_string()));
                let level =
                    self.moment.level.map(|level| ("level", format!("{level:?}").to_ascii_lowercase()));
                [Some(("run", line.to_string())), step, level].into_iter().flatten().collect()
            }
            None => {
                let fragment = self.link.split_once('#').map_or("", |(_, fragment)| fragment);
                vec![("moment", fragment.to_string())]
            }
        }
    }

    /// The element, for a post that may load scripts.
    pub fn element(&self) -> String {
        let options: String =
            self.options().iter().map(|(name, value)| format!(" {name}=\"{}\"", escaped(value))).collect();
        format!(
            "<script type=\"module\" src=\"{}ringside.js\"></script>\n<ringside-machine{options}>\n  \
             <a href=\"{}\">{}</a>\n</ringside-machine>\n",
            escaped(self.folder),
            escaped(self.link),
            texts::page::open_in_ringside()
        )
    }

    /// The address of the moment as a frame shows it.
    pub fn frame_address(&self) -> String {
        let options = self.options();
        let options: Vec<_> =
            options.iter().map(|(name, value)| format!("{name}={}", encoded(value))).collect();
        format!("{}embed.html#v=1&{}&lang={}", self.folder, options.join("&"), texts::language().tag())
    }

    /// The frame, for a host that allows nothing else.
    pub fn frame(&self) -> String {
        format!(
            "<iframe src=\"{}\" title=\"{}\" width=\"720\" height=\"470\" loading=\"lazy\" \
             sandbox=\"allow-scripts allow-popups\" style=\"border: 0; max-width: 100%\"></iframe>\n",
            escaped(&self.frame_address()),
            escaped(&format!("Ringside: {}", self.command))
        )
    }
}

/// The run in view as a text: its story, its system calls, and the terminal as it is at the position in view.
pub fn run_as_text(scene: &Scene, link: &str) -> String {
    let run = &scene.run;
    let instructions = unit::instructions(run.end - run.start);
    let ended =
        run.status.map_or(instructions.clone(), |status| say::ended(&instructions, &status.to_string()));
    let mut text = format!("$ {}\n{ended}\n{link}\n\n{}\n", run.command, say::story());
    for (i, step) in run.story.iter().enumerate() {
        text += &format!("{}. {}: {}\n", i + 1, step.title, step.sentence);
    }
    text += &format!("\n{}\n", say::calls());
    for call in &run.calls {
        text += &format!("[{} {}] {}\n", call.pid, call.process, call.line);
    }
    text += &format!("\n{}\n{}\n", say::terminal(), scene.terminal);
    text
}

/// A text as it stands between the quotes of an attribute. HTML, "Attribute values".
fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('"', "&quot;").replace('<', "&lt;")
}

/// A text as it stands in an address, as `encodeURIComponent` writes it. RFC 3986, §2.1 "Percent-Encoding".
fn encoded(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for byte in text.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' | b'.' | b'~' => {
                safe.push(char::from(byte))
            }
            _ => safe += &format!("%{byte:02X}"),
        }
    }
    safe
}

#[cfg(test)]
mod tests {
    use session::Level;

    use super::*;

    fn moment(keys: &[&str]) -> Moment {
        let script = keys.iter().map(|keys| Event::Keys(keys.to_string())).collect();
        Moment { script, step: Some(7), level: Some(Level::Syscall), ..Moment::default() }
    }

    fn snippet(moment: &Moment) -> [String; 2] {
        let snippet =
            Snippet { folder: "https://a/b/", link: "https://a/b/#v=1&run=x&step=7", moment, command: "x" };
        [snippet.element(), snippet.frame()]
    }

    #[test]
    fn one_command_is_told_by_its_options() {
        let [element, frame] = snippet(&moment(&["ec", "ho \"<&>\"\n"]));
        assert!(
            element.contains(" run=\"echo &quot;&lt;&amp;>&quot;\" step=\"7\" level=\"syscall\">"),
            "{element}"
        );
        assert!(element.contains("src=\"https://a/b/ringside.js\""));
        assert!(frame.contains(
            "embed.html#v=1&amp;run=echo%20%22%3C%26%3E%22&amp;step=7&amp;level=syscall&amp;lang=en\""
        ));
    }

    #[test]
    fn all_else_is_told_by_the_whole_link() {
        for keys in [&["ls\n", "ls /\n"][..], &["cat\nab"], &[]] {
            let [element, frame] = snippet(&moment(keys));
            assert!(element.contains(" moment=\"v=1&amp;run=x&amp;step=7\">"), "{element}");
            assert!(
                frame.contains("embed.html#v=1&amp;moment=v%3D1%26run%3Dx%26step%3D7&amp;lang=en\""),
                "{frame}"
            );
        }
    }
}
