//! Steps that stay in a function: over what it calls, and out of it. The run's function spans say where it is at work itself;
//! only there lines are looked for.

use std::ops::Range;

use crate::Way;
use crate::lines::{Goal, Search};
use crate::quest::Quest;
use crate::scene::FunctionSpan;

impl<'a> Search<'a> {
    /// Where lines of the function begin that the position is in, on its way there; behind the last and before the first it is
    /// as [`Search::out`].
    pub fn over(&mut self, way: Way) -> Quest {
        let at = self.timeline.at();
        let Some(frame) = self.innermost(at) else { return self.line(way) };
        let stretches = self.own_stretches(frame).into_iter().map(|stretch| match way {
            Way::Forward => stretch.start.max(at)..stretch.end.saturating_sub(1),
            Way::Back => stretch.start..stretch.end.min(at).saturating_sub(1),
        });
        let nowhere = match way {
            Way::Back if at > self.first(frame).from => self.first(frame).from,
            Way::Forward | Way::Back => self.out(way).unwrap_or(at),
        };
        Quest::new(Goal::LineOf(self.spot().function()), way, at, stretches.collect(), (nowhere, None))
    }

    /// Where the function that the position is in has returned; backwards, the instruction that called it. The end of the run if
    /// that is not in it.
    pub fn out(&mut self, way: Way) -> Option<u64> {
        let at = self.timeline.at();
        let frame = self.innermost(at);
        let to = match way {
            Way::Forward => frame.map_or(self.run.end, |frame| self.last(frame).to.min(self.run.end)),
            Way::Back => {
                let first = frame.map(|frame| self.first(frame)).filter(|first| first.entered);
                first.map_or(self.run.start, |first| first.from.saturating_sub(1).max(self.run.start))
            }
        };
        (to != at).then_some(to)
    }

    /// The function that a position is in.
    fn innermost(&self, at: u64) -> Option<&'a FunctionSpan> {
        let begun = self.functions.partition_point(|span| span.from <= at);
        self.functions[..begun].iter().rev().find(|span| at < span.to)
    }

    /// A function that slept has a span for each time it had the hart: whether `next` goes on with what `span` is of.
    fn goes_on(span: &FunctionSpan, next: &FunctionSpan) -> bool {
        (span.pid, span.depth, &span.name) == (next.pid, next.depth, &next.name) && !next.entered
    }

    /// The spans behind this one at its depth on its stack, or below.
    fn later(&self, span: &'a FunctionSpan) -> impl Iterator<Item = &'a FunctionSpan> {
        let begun = self.functions.partition_point(|other| other.from < span.to);
        let (pid, depth) = (span.pid, span.depth);
        // A span of no length begins where it ends.
        let others = self.functions[begun..].iter().filter(move |other| !std::ptr::eq(*other, span));
        others.filter(move |next| next.pid == pid && next.depth <= depth && next.to > next.from)
    }

    fn last(&self, span: &'a FunctionSpan) -> &'a FunctionSpan {
        let mut last = span;
        // What is below it on the stack comes back before it does.
        while let Some(next) = self.later(last).find(|next| next.entered || next.depth == last.depth) {
            if !Self::goes_on(last, next) {
                break;
            }
            last = next;
        }
        last
    }

    fn first(&self, span: &'a FunctionSpan) -> &'a FunctionSpan {
        let mut first = span;
        while !first.entered {
            let begun = self.functions.partition_point(|other| other.from < first.from);
            let before = self.functions[..begun]
                .iter()
                .rev()
                .find(|other| other.pid == first.pid && other.depth == first.depth && other.to <= first.from);
            match before.filter(|before| Self::goes_on(before, first)) {
                Some(before) => first = before,
                None => break,
            }
        }
        first
    }

    /// Where a function is at work itself, and not one that it called: in order, over all its spans.
    fn own_stretches(&self, span: &'a FunctionSpan) -> Vec<Range<u64>> {
        let (mut stretches, mut part) = (Vec::new(), self.first(span));
        loop {
            let mut from = part.from;
            let begun = self.functions.partition_point(|other| other.from < part.from);
            let inside = self.functions[begun..].iter().take_while(|other| other.from < part.to);
            for callee in inside.filter(|other| other.pid == part.pid && other.depth == part.depth + 1) {
                stretches.push(from..callee.from);
                from = callee.to;
            }
            stretches.push(from..part.to.min(self.run.end));
            let next = self.later(part).find(|next| next.entered || next.depth == part.depth);
            match next.filter(|next| Self::goes_on(part, next)) {
                Some(next) => part = next,
                None => break,
            }
        }
        stretches.retain(|stretch| stretch.start < stretch.end);
        stretches
    }
}
