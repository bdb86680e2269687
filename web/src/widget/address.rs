//! An address that one can follow: a click shows what is there.

use session::MemoryChoice;
use yew::prelude::*;

use crate::doors::use_doors;
use crate::draw::draw;
use crate::format::hex;
use crate::store::{Action, MemoryPart};

/// Which address.
#[derive(Properties, PartialEq)]
pub struct AddressProps {
    /// The address.
    pub va: u64,
    /// Whether it is a physical one.
    #[prop_or_default]
    pub physical: bool,
    /// What it is written as; in groups of digits if nothing else is said.
    #[prop_or_default]
    pub text: Option<String>,
}

/// An address to be followed: a virtual one through the page tables, a physical one to its bytes.
#[component]
pub fn Address(AddressProps { va, physical, text }: &AddressProps) -> Html {
    let doors = use_doors();
    let (va, physical) = (*va, *physical);
    let onclick = doors.act.reform(move |event: MouseEvent| {
        // What it stands in may mean something else by a click.
        event.stop_propagation();
        match physical {
            true => Action::LookAt(MemoryChoice::Physical(va), MemoryPart::Bytes),
            false => Action::LookAt(MemoryChoice::Virtual(va), MemoryPart::Walk),
        }
    });
    let title = if physical { texts::memory::show_bytes() } else { texts::memory::follow_address() };
    html! {
        <button type="button" class="address" data-physical={physical.then_some("")} {title} {onclick}>
            { text.clone().unwrap_or_else(|| hex(va)) }
        </button>
    }
}

/// Which text.
#[derive(Properties, PartialEq)]
pub struct AddressesProps {
    /// The text.
    pub text: String,
}

/// A text whose addresses one can follow.
#[component]
pub fn Addresses(AddressesProps { text }: &AddressesProps) -> Html {
    parts(text)
        .into_iter()
        .map(|(text, va)| match va {
            Some(va) => draw!(<Address {va} text={text.to_string()} />),
            None => html! { { text } },
        })
        .collect()
}

/// The text in pieces, with the number of those that are one in hexadecimal.
fn parts(text: &str) -> Vec<(&str, Option<u64>)> {
    let mut parts = Vec::new();
    let mut rest = text;
    while let Some(start) = rest.as_bytes().windows(2).position(|it| it == b"0x") {
        let digits = &rest[start + 2..];
        let len = digits.find(|letter: char| !letter.is_ascii_hexdigit()).unwrap_or(digits.len());
        let (before, number) = rest[..start + 2 + len].split_at(start);
        parts.push((before, None));
        parts.push((number, u64::from_str_radix(&digits[..len], 16).ok()));
        rest = &digits[len..];
    }
    parts.push((rest, None));
    parts.retain(|(text, _)| !text.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_of_a_text_are_found_and_nothing_is_lost() {
        assert_eq!(parts("a1 = 0x1b108"), [("a1 = ", None), ("0x1b108", Some(0x1b108))]);
        assert_eq!(parts("a0 = 3"), [("a0 = 3", None)]);
        assert_eq!(parts("0x1, 0x2)"), [("0x1", Some(1)), (", ", None), ("0x2", Some(2)), (")", None)]);
        assert_eq!(
            parts("0x and 0x11112222333344445"),
            [("0x", None), (" and ", None), ("0x11112222333344445", None)]
        );
        assert!(parts("").is_empty());
    }
}
