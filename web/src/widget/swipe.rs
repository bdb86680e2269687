//! A finger that wipes over a picture turns to the next step, or the one before, as over the pages of a book.

use session::{Command, Level, Way};
use yew::prelude::*;

use crate::doors::use_doors;

/// How far a finger goes at least that means it, in CSS pixels.
const FAR: i32 = 48;

/// What to hand to `onpointerdown` and `onpointerup` of the element that is wiped over; it needs the class `swipe`, so
/// that the browser leaves such a movement to us.
#[hook]
pub fn use_swipe(level: Level) -> [Callback<PointerEvent>; 2] {
    let doors = use_doors();
    let from = use_mut_ref(|| None);
    let down = {
        let from = from.clone();
        Callback::from(move |event: PointerEvent| {
            let finger = event.pointer_type() == "touch" && event.is_primary();
            *from.borrow_mut() = finger.then(|| (event.client_x(), event.client_y()));
        })
    };
    let up = Callback::from(move |event: PointerEvent| {
        let Some((x, y)) = from.take() else { return };
        if let Some(way) = way(event.client_x() - x, event.client_y() - y) {
            doors.send.emit(Command::Step(level, way));
        }
    });
    [down, up]
}

/// Where a finger that went so far right and so far down wants to go.
fn way(right: i32, down: i32) -> Option<Way> {
    let meant = right.abs() >= FAR && right.abs() > 2 * down.abs();
    meant.then_some(if right < 0 { Way::Forward } else { Way::Back })
}
