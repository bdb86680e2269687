//! What fingers, or a mouse, do on the lanes: a click, a drag of the playhead, a drag of the lanes, a pinch. Pure: it is told
//! where they are and says what that means.

use super::scale::Scale;

/// Pixels that a finger may move and still only click.
const STILL: f64 = 4.0;

/// A finger, by its `pointerId`, and where it is.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Finger {
    /// Which.
    pub id: i32,
    /// Pixels from the left edge of the lanes.
    pub x: f64,
}

/// What is going on.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub enum Gesture {
    /// Nothing.
    #[default]
    None,
    /// A finger is down and has not moved yet.
    Press {
        /// It, where it came down.
        finger: Finger,
        /// Whether it holds the playhead.
        scrubs: bool,
    },
    /// It drags the playhead.
    Scrub(Finger),
    /// It drags the lanes; its place is that up to which they have followed.
    Pan(Finger),
    /// Two fingers zoom.
    Pinch(Finger, Finger),
}

/// What it means.
#[derive(Clone, Copy, PartialEq, Debug)]
pub enum Meaning {
    /// Nothing.
    Nothing,
    /// Go to what is at this pixel.
    Click(f64),
    /// Go to the position at this pixel.
    Scrub(f64),
    /// Move the window by so many positions.
    Pan(i64),
    /// See so many times as much, while this pixel stays where it is.
    Zoom {
        /// The pixel.
        around: f64,
        /// How many times.
        factor: f64,
    },
}

impl Gesture {
    /// A finger comes down; `scrubs` if it takes the playhead, and where there is nothing to pan.
    pub fn down(self, finger: Finger, scrubs: bool) -> Self {
        match self {
            Gesture::Press { finger: first, .. } | Gesture::Scrub(first) | Gesture::Pan(first)
                if first.id != finger.id =>
            {
                Gesture::Pinch(first, finger)
            }
            Gesture::Pinch(..) => self,
            Gesture::None | Gesture::Press { .. } | Gesture::Scrub(_) | Gesture::Pan(_) => {
                Gesture::Press { finger, scrubs }
            }
        }
    }

    /// A finger moves.
    pub fn moved(self, to: Finger, scale: Scale) -> (Self, Meaning) {
        match self {
            Gesture::Press { finger, .. } if finger.id == to.id && (finger.x - to.x).abs() < STILL => {
                (self, Meaning::Nothing)
            }
            Gesture::Press { finger, scrubs: true } if finger.id == to.id => {
                (Gesture::Scrub(to), Meaning::Scrub(to.x))
            }
            Gesture::Scrub(finger) if finger.id == to.id => (Gesture::Scrub(to), Meaning::Scrub(to.x)),
            Gesture::Press { finger, scrubs: false } | Gesture::Pan(finger) if finger.id == to.id => {
                let by = ((finger.x - to.x) / scale.step()).trunc();
                let followed = Finger { x: finger.x - by * scale.step(), ..to };
                (Gesture::Pan(followed), Meaning::Pan(by as i64))
            }
            Gesture::Pinch(one, other) => {
                let place = |finger: Finger| if finger.id == to.id { to } else { finger };
                let (a, b) = (place(one), place(other));
                let apart = |a: Finger, b: Finger| (a.x - b.x).abs().max(8.0);
                let factor = apart(one, other) / apart(a, b);
                (Gesture::Pinch(a, b), Meaning::Zoom { around: (a.x + b.x) / 2.0, factor })
            }
            Gesture::None | Gesture::Press { .. } | Gesture::Scrub(_) | Gesture::Pan(_) => {
                (self, Meaning::Nothing)
            }
        }
    }

    /// A finger is lifted.
    pub fn up(self, id: i32) -> (Self, Meaning) {
        match self {
            Gesture::Press { finger, .. } if finger.id == id => (Gesture::None, Meaning::Click(finger.x)),
            Gesture::Scrub(finger) | Gesture::Pan(finger) if finger.id == id => {
                (Gesture::None, Meaning::Nothing)
            }
            Gesture::Pinch(one, other) if one.id == id || other.id == id => {
                (Gesture::Pan(if one.id == id { other } else { one }), Meaning::Nothing)
            }
            Gesture::None
            | Gesture::Press { .. }
            | Gesture::Scrub(_)
            | Gesture::Pan(_)
            | Gesture::Pinch(..) => (self, Meaning::Nothing),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Window;

    const SCALE: Scale = Scale { window: Window { from: 0, to: 1_000 }, width: 100.0 };

    fn finger(id: i32, x: f64) -> Finger {
        Finger { id, x }
    }

    #[test]
    fn a_finger_that_stays_clicks_and_one_that_moves_does_not() {
        let down = Gesture::None.down(finger(1, 50.0), false);
        assert_eq!(down.moved(finger(1, 52.0), SCALE).0.up(1), (Gesture::None, Meaning::Click(50.0)));
        assert_eq!(down.moved(finger(1, 60.0), SCALE).0.up(1), (Gesture::None, Meaning::Nothing));
    }

    #[test]
    fn the_lanes_follow_a_finger_also_where_it_moves_less_than_a_step() {
        let near = Scale { window: Window { from: 0, to: 10 }, width: 100.0 };
        let mut gesture = Gesture::None.down(finger(1, 50.0), false);
        let mut sum = 0;
        for x in [46.0, 43.0, 41.0, 38.0, 30.0] {
            let (next, meaning) = gesture.moved(finger(1, x), near);
            gesture = next;
            let Meaning::Pan(by) = meaning else { panic!("{meaning:?}") };
            sum += by;
        }
        assert_eq!(sum, 2);
    }

    #[test]
    fn the_playhead_follows_the_finger_that_holds_it() {
        let down = Gesture::None.down(finger(1, 50.0), true);
        assert_eq!(down.moved(finger(1, 70.0), SCALE).1, Meaning::Scrub(70.0));
        assert_eq!(down.moved(finger(2, 70.0), SCALE).1, Meaning::Nothing);
    }

    #[test]
    fn two_fingers_zoom_and_the_one_that_stays_pans() {
        let pinch = Gesture::None.down(finger(1, 40.0), false).down(finger(2, 60.0), false);
        let (pinch, meaning) = pinch.moved(finger(2, 80.0), SCALE);
        assert_eq!(meaning, Meaning::Zoom { around: 60.0, factor: 0.5 });
        assert_eq!(pinch.down(finger(3, 0.0), true), pinch);
        let (rest, _) = pinch.up(1);
        assert_eq!(rest.moved(finger(2, 70.0), SCALE).1, Meaning::Pan(100));
    }
}
