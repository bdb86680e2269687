//! Puts values into a message. What the build script has made of it is text with marks: see `build/pattern.rs`, which
//! writes what is read here.

use crate::catalogue::marks::{END, FIRST_ARG, KEY, SELECT, VALUE, VARIANT};

/// A value in a text.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Arg<'a> {
    /// Words, which stand as they are.
    Text(&'a str),
    /// A number, which is written with gaps between its thousands, and by which singular and plural are told apart.
    Number(u64),
}

impl<'a, T: AsRef<str> + ?Sized> From<&'a T> for Arg<'a> {
    fn from(text: &'a T) -> Self {
        Self::Text(text.as_ref())
    }
}

macro_rules! from_number {
    ($($number:ty),*) => { $(
        impl From<$number> for Arg<'_> {
            fn from(number: $number) -> Self {
                Self::Number(number as u64)
            }
        }
    )* };
}
from_number!(u8, u16, u32, u64, usize);

/// The text of a pattern, with its values.
pub(crate) fn fill(pattern: &str, args: &[Arg<'_>]) -> String {
    let mut text = String::with_capacity(pattern.len() + 16 * args.len());
    put(&mut text, pattern, args);
    text
}

fn put(text: &mut String, pattern: &str, args: &[Arg<'_>]) {
    let mut rest = pattern;
    while let Some(at) = rest.find([VALUE, SELECT]) {
        text.push_str(&rest[..at]);
        let select = rest[at..].starts_with(SELECT);
        let arg = args[usize::from(rest.as_bytes()[at + 1] - FIRST_ARG)];
        rest = &rest[at + 2..];
        if select {
            let end = end(rest);
            put(text, variant(&rest[..end], arg), args);
            rest = &rest[end + 1..];
        } else {
            match arg {
                Arg::Text(words) => text.push_str(words),
                Arg::Number(number) => text.push_str(&thousands(number)),
            }
        }
    }
    text.push_str(rest);
}

/// Where the selection that is open at the start of `rest` ends.
fn end(rest: &str) -> usize {
    let mut depth = 1;
    let closes = rest.char_indices().find(|(_, mark)| {
        match *mark {
            SELECT => depth += 1,
            END => depth -= 1,
            _ => {}
        }
        depth == 0
    });
    closes.map_or(rest.len(), |(at, _)| at)
}

/// The text for a value: the first variant whose key is the value's, else the last one, which has none.
fn variant<'p>(variants: &'p str, arg: Arg<'_>) -> &'p str {
    let mut depth = 0;
    let pieces = variants.split(|mark| {
        match mark {
            SELECT => depth += 1,
            END => depth -= 1,
            _ => {}
        }
        depth == 0 && mark == VARIANT
    });
    let pairs = pieces.filter_map(|piece| piece.split_once(KEY));
    let mut chosen = pairs.filter(|(key, _)| match arg {
        _ if key.is_empty() => true,
        Arg::Text(words) => words == *key,
        // The plural rule of English and German (Unicode CLDR 46, "Language Plural Rules").
        Arg::Number(number) => *key == "one" && number == 1 || key.parse() == Ok(number),
    });
    chosen.next().map_or("", |(_, text)| text)
}

/// A number with narrow gaps between its thousands, as both languages may have it: `21 907`.
pub fn thousands(number: u64) -> String {
    let digits = number.to_string();
    let mut text = String::with_capacity(2 * digits.len());
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            text.push('\u{202f}');
        }
        text.push(digit);
    }
    text
}

/// The text in capitals, as far as the languages of the catalogue have them: the tables for all the others are larger than
/// a language.
pub fn capitals(text: &str) -> String {
    let capital = |letter: char| match letter {
        'ä' => 'Ä',
        'ö' => 'Ö',
        'ü' => 'Ü',
        letter => letter.to_ascii_uppercase(),
    };
    text.chars().map(capital).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn capitals_are_those_of_both_languages() {
        assert_eq!(capitals("Step 1 of 5"), "STEP 1 OF 5");
        assert_eq!(capitals("Rückkehr: schöne Größe"), "RÜCKKEHR: SCHÖNE GRÖßE");
    }

    #[test]
    fn values_stand_where_the_pattern_has_them() {
        let args = [Arg::Text("ls"), Arg::Number(1_000_000)];
        assert_eq!(fill("\u{1}A has \u{1}B", &args), "ls has 1\u{202f}000\u{202f}000");
    }

    #[test]
    fn the_variant_is_chosen_by_the_value_also_inside_another() {
        let inner = "\u{2}B\u{3}x\u{4}ex\u{3}\u{4}else\u{5}";
        let pattern = format!("\u{2}A\u{3}one\u{4}one {inner}\u{3}7\u{4}seven\u{3}\u{4}\u{1}A {inner}\u{5}.");
        let say = |number: u64, text: &str| fill(&pattern, &[Arg::Number(number), Arg::Text(text)]);
        assert_eq!(say(1, "x"), "one ex.");
        assert_eq!(say(7, "x"), "seven.");
        assert_eq!(say(8, "y"), "8 else.");
    }
}
