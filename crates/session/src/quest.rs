//! A search through a run for a position, in pieces: what lies far away is found without holding up a frame.

use std::ops::Range;

use crate::lines::{Goal, Search};
use crate::{Sentence, Way};

/// Steps of the first piece; each that has nothing is followed by one over four times as many.
const FIRST_PIECE: u64 = 2_000;
/// Most steps of a piece.
const MAX_PIECE: u64 = 500_000;
/// What it costs to go to where a piece begins, in steps.
const SEEK: u64 = 25_000;

/// A search that somebody waits for.
pub(crate) struct Quest {
    goal: Goal,
    way: Way,
    /// Where it is asked from: what is shown meanwhile.
    pub from: u64,
    /// What is not looked through yet, what comes next at the end.
    rest: Vec<Range<u64>>,
    /// Steps of all that was to be looked through.
    len: u64,
    piece: u64,
    /// Where to go if nothing is found, and what to say then.
    nowhere: (u64, Option<&'static str>),
}

impl Quest {
    /// A search of `ranges`, which are in order, from position `from`.
    pub fn new(
        goal: Goal,
        way: Way,
        from: u64,
        mut ranges: Vec<Range<u64>>,
        nowhere: (u64, Option<&'static str>),
    ) -> Self {
        ranges.retain(|range| !range.is_empty());
        if way == Way::Forward {
            ranges.reverse();
        }
        Self { goal, way, from, len: steps(&ranges), rest: ranges, piece: FIRST_PIECE, nowhere }
    }

    /// Searches for about `steps` steps. Where to go, and what to say, once that is known.
    pub fn pursue(&mut self, search: &mut Search<'_>, steps: u64) -> Option<(u64, Option<&'static str>)> {
        let mut left = steps;
        while let Some(piece) = self.next_piece() {
            let cost = piece.end - piece.start + SEEK;
            if let Some(found) = search.nearest(&self.goal, self.way, piece) {
                return Some((found, None));
            }
            left = left.saturating_sub(cost);
            if left == 0 && !self.rest.is_empty() {
                return None;
            }
        }
        Some(self.nowhere)
    }

    fn next_piece(&mut self) -> Option<Range<u64>> {
        let Range { start, end } = self.rest.pop()?;
        let len = self.piece.min(end - start);
        let (piece, rest) = match self.way {
            Way::Forward => (start..start + len, start + len..end),
            Way::Back => (end - len..end, start..end - len),
        };
        if !rest.is_empty() {
            self.rest.push(rest);
        }
        self.piece = (self.piece * 4).min(MAX_PIECE);
        Some(piece)
    }

    /// How far it has come, in the small markup of the narration.
    pub fn sentence(&self) -> Sentence {
        let done = self.len - steps(&self.rest);
        let percent = done * 100 / self.len.max(1);
        Sentence::parse(&texts::travel::searching(percent))
    }
}

fn steps(ranges: &[Range<u64>]) -> u64 {
    ranges.iter().map(|range| range.end - range.start).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(way: Way, ranges: &[Range<u64>], expected: &[Range<u64>]) {
        let mut quest = Quest::new(Goal::Line, way, 0, ranges.to_vec(), (0, None));
        let pieces: Vec<_> = std::iter::from_fn(|| quest.next_piece()).collect();
        assert_eq!(pieces, expected);
    }

    #[test]
    fn pieces_grow_and_leave_nothing_out_whichever_way() {
        check(Way::Forward, &[5..10, 20..12_000], &[5..10, 20..8_020, 8_020..12_000]);
        check(Way::Back, &[5..10, 20..12_000], &[10_000..12_000, 2_000..10_000, 20..2_000, 5..10]);
        check(Way::Back, &[1..2, 3..3, 8..9], &[8..9, 1..2]);
    }
}
