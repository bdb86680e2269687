//! What is to be painted where: pure geometry, from sorted stretches and a scale to pieces as wide as a pixel at least.
//! However long a run is, a lane has no more pieces than pixels, and they are found without a look at those between.

use session::ModeSpan;

use super::index::{Index, row};
use super::scale::Scale;

/// Pixels below which a stretch is merged with its neighbours.
const NARROW: f64 = 2.0;

/// A stretch that is wide enough to be seen, or a crowd of such as are not.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Piece {
    /// Left edge.
    pub x0: f64,
    /// Right edge.
    pub x1: f64,
    /// Number of the stretch, or of the first of the crowd.
    pub first: usize,
    /// Whether it stands for itself alone.
    pub wide: bool,
}

/// The pieces of `n` stretches, which come in order and do not overlap.
pub fn pieces(n: usize, ends: impl Fn(usize) -> (u64, u64), scale: Scale) -> Vec<Piece> {
    let mut pieces: Vec<Piece> = Vec::new();
    let mut i = first(0, n, |i| ends(i).1 > scale.window.from);
    while i < n && ends(i).0 < scale.window.to {
        let (x0, x1) = scale.ends(ends(i));
        if x1 - x0 >= NARROW {
            pieces.push(Piece { x0, x1, first: i, wide: true });
            i += 1;
            continue;
        }
        let edge = x1.max(x0 + 1.0);
        match pieces.last_mut() {
            Some(last) if !last.wide && x0 - last.x1 < 1.0 => last.x1 = edge,
            _ => pieces.push(Piece { x0, x1: edge, first: i, wide: false }),
        }
        i = behind(i, n, edge, &ends, scale);
    }
    pieces
}

/// The first stretch behind `i` that ends beyond pixel `edge`.
fn behind(i: usize, n: usize, edge: f64, ends: impl Fn(usize) -> (u64, u64), scale: Scale) -> usize {
    let edge = scale.window.from as f64 + edge / scale.step();
    let beyond = |i: usize| ends(i).1 as f64 > edge;
    let mut stride = 1;
    while i + stride < n && !beyond(i + stride) {
        stride *= 2;
    }
    first(i + stride / 2, n.min(i + stride), beyond).max(i + 1)
}

/// The first of `from..to` of which something is so that is so of all behind it.
fn first(mut from: usize, mut to: usize, is_so: impl Fn(usize) -> bool) -> usize {
    while from < to {
        let middle = from + (to - from) / 2;
        if is_so(middle) {
            to = middle;
        } else {
            from = middle + 1;
        }
    }
    from
}

/// The stretch at a pixel, or the next one within two pixels of it.
pub fn at(n: usize, ends: impl Fn(usize) -> (u64, u64), scale: Scale, x: f64) -> Option<usize> {
    let under = |x: f64| scale.window.from as f64 + x / scale.step();
    let i = first(0, n, |i| ends(i).1 as f64 > under(x));
    let (here, near) = (i < n && ends(i).0 as f64 <= under(x), |i: usize| {
        i < n && ends(i).0 as f64 <= under(x + 2.0) && ends(i).1 as f64 >= under(x - 2.0)
    });
    if here || near(i) { Some(i) } else { i.checked_sub(1).filter(|i| near(*i)) }
}

/// A stretch of the mode lane: one mode, or several that share a pixel.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct ModePiece {
    /// Left edge.
    pub x0: f64,
    /// Right edge.
    pub x1: f64,
    /// Whether the hart is in U, S, M somewhere in it.
    pub modes: [bool; 3],
}

/// The mode lane. Stretches shorter than a pixel are merged with what shares it.
pub fn modes(spans: &[ModeSpan], index: &Index, scale: Scale) -> Vec<ModePiece> {
    let mut pieces: Vec<ModePiece> = Vec::new();
    let ends = |i: usize| (spans[i].from, spans[i].to);
    let mut i = first(0, spans.len(), |i| spans[i].to > scale.window.from);
    while i < spans.len() && spans[i].from < scale.window.to {
        let (x0, x1) = scale.ends(ends(i));
        if x1 - x0 >= 1.0 {
            let mut modes = [false; 3];
            modes[row(spans[i].mode)] = true;
            pieces.push(ModePiece { x0, x1, modes });
            i += 1;
            continue;
        }
        let next = behind(i, spans.len(), x0 + 1.0, ends, scale);
        let modes = [0, 1, 2].map(|mode| index.modes[mode][next] > index.modes[mode][i]);
        let x1 = scale.ends(ends(next - 1)).1;
        match pieces.last_mut() {
            Some(last) if last.modes == modes && modes.iter().filter(|it| **it).count() > 1 => last.x1 = x1,
            _ => pieces.push(ModePiece { x0, x1, modes }),
        }
        i = next;
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::super::index::tests::{function, span};
    use super::*;
    use crate::store::Window;
    use session::{Mode, Run};
    use std::time::Instant;

    fn scale(from: u64, to: u64, width: f64) -> Scale {
        Scale { window: Window::new(from, to), width }
    }

    #[track_caller]
    fn check(stretches: &[(u64, u64)], width: f64, expected: &[(f64, f64, usize, bool)]) {
        let pieces = pieces(stretches.len(), |i| stretches[i], scale(0, 100, width));
        let seen: Vec<_> = pieces.iter().map(|it| (it.x0, it.x1, it.first, it.wide)).collect();
        assert_eq!(seen, expected);
    }

    #[test]
    fn wide_stretches_stay_apart_and_narrow_ones_are_a_crowd() {
        check(&[(0, 50), (50, 80)], 100.0, &[(0.0, 50.0, 0, true), (50.0, 80.0, 1, true)]);
        check(
            &[(10, 11), (11, 12), (12, 13), (40, 41)],
            100.0,
            &[(10.0, 13.0, 0, false), (40.0, 41.0, 3, false)],
        );
        check(&[(10, 11), (11, 40)], 100.0, &[(10.0, 11.0, 0, false), (11.0, 40.0, 1, true)]);
    }

    #[test]
    fn a_stretch_is_found_at_its_pixel_and_close_to_it() {
        let stretches = [(10, 20), (50, 51)];
        let found = |x| at(2, |i| stretches[i], scale(0, 100, 100.0), x);
        assert_eq!([5.0, 9.0, 15.0, 21.0, 30.0].map(found), [None, Some(0), Some(0), Some(0), None]);
        assert_eq!([49.0, 52.0, 99.0].map(found), [Some(1), Some(1), None]);
    }

    #[test]
    fn modes_that_share_a_pixel_are_one_piece_and_wide_ones_stay_apart() {
        let mode = |i| if i % 2 == 0 { Mode::User } else { Mode::Supervisor };
        let mut spans: Vec<_> = (0..100_000).map(|i| span(mode(i), i * 10, (i + 1) * 10)).collect();
        spans.push(span(Mode::Machine, 1_000_000, 2_000_000));
        let run = Run { modes: spans, ..Run::default() };
        let pieces = modes(&run.modes, &Index::of(&run), scale(0, 2_000_000, 1_000.0));
        let seen: Vec<_> = pieces.iter().map(|it| (it.x0.round(), it.x1.round(), it.modes)).collect();
        assert_eq!(seen, [(0.0, 500.0, [true, true, false]), (500.0, 1_000.0, [false, false, true])]);
    }

    /// A run of ten million steps, with a function every 25 of them and a crossing every 100.
    fn long_run() -> Run {
        let mode = |i| if i % 2 == 0 { Mode::User } else { Mode::Supervisor };
        let modes = (0..100_000).map(|i| span(mode(i), i * 100, (i + 1) * 100)).collect();
        let functions = (0..400_000_u64).map(|i| {
            let depth = (i % 4) as u32;
            let from = i / 4 * 100 + 10 * u64::from(depth);
            function("f", mode(i / 4), from, i / 4 * 100 + 95 - 10 * u64::from(depth), depth)
        });
        Run { end: 10_000_000, modes, functions: functions.collect(), ..Run::default() }
    }

    #[test]
    fn ten_million_steps_make_no_more_pieces_than_pixels() {
        let run = long_run();
        let begun = Instant::now();
        let index = Index::of(&run);
        println!("{} functions sorted in {:?}", run.functions.len(), begun.elapsed());
        for len in [10_000_000, 1_000_000, 100_000, 1_000, 24] {
            let scale = scale(1_234, 1_234 + len, 1_300.0);
            let begun = Instant::now();
            let mut n_pieces = modes(&run.modes, &index, scale).len();
            for row in index.program.iter().chain(&index.inside) {
                let span = |i: usize| &run.functions[row[i] as usize];
                let pieces = pieces(row.len(), |i| (span(i).from, span(i).to), scale);
                assert!(pieces.len() <= 1_302, "{}", pieces.len());
                n_pieces += pieces.len();
            }
            println!("{len} steps in view: {n_pieces} pieces in {:?}", begun.elapsed());
        }
    }

    #[test]
    fn every_stretch_in_sight_is_in_some_piece() {
        let mut seed = 1_u64;
        let mut below = |n: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
            (seed >> 33) % n
        };
        for _ in 0..500 {
            let mut at = 0;
            let stretches: Vec<(u64, u64)> = (0..below(200))
                .map(|_| {
                    let from = at + below(40);
                    at = from + 1 + below(40);
                    (from, at)
                })
                .collect();
            let (from, len) = (below(2_000), 1 + below(4_000));
            let scale = scale(from, from + len, 300.0);
            let pieces = pieces(stretches.len(), |i| stretches[i], scale);
            for stretch in stretches.iter().filter(|it| it.1 > from && it.0 < from + len) {
                let (x0, x1) = scale.ends(*stretch);
                let held = pieces.iter().any(|it| it.x0 <= x0 && x1 <= it.x1 + 1e-6);
                assert!(held, "{stretch:?} at {x0}..{x1}: {pieces:?}");
            }
        }
    }
}
