//! The checkpoints of a history: what RAM held at each, told by what was about to change.

use std::ops::Range;

use machine::{Machine, PAGE_LEN, PageImage, State};

/// A position to which the machine can return at once.
struct Checkpoint {
    state: State,
    /// Entries of the input log that `state` has seen.
    n_inputs: usize,
    /// The pages stored to between here and the next checkpoint, as they are here, sorted. Those of the last checkpoint are
    /// with the machine.
    pages: Vec<(u32, PageImage)>,
    /// How many times what came after it was set aside: it must stay, to be returned to.
    pins: u32,
}

/// The checkpoints after one of them, and what they need of it, set aside.
pub struct Rest {
    /// Position of that one.
    base: u64,
    /// What was stored to between it and the next.
    pages: Vec<(u32, PageImage)>,
    checkpoints: Vec<Checkpoint>,
    head: Vec<(u32, PageImage)>,
}

impl Rest {
    fn bytes(&self) -> usize {
        let checkpoints =
            self.checkpoints.iter().map(|checkpoint| cost(&checkpoint.pages) + size_of::<Checkpoint>());
        cost(&self.pages) + checkpoints.sum::<usize>() + self.head.len() * PAGE_LEN
    }
}

/// The checkpoints, and which of them RAM is of. RAM differs from checkpoint `base` only by the pages that the machine
/// stored to since it was there.
///
/// A page at a checkpoint is what the first checkpoint from there on says about it; if none does, it is in `head`; if it is
/// not there either, it has not changed since, and RAM has it.
pub struct Past {
    checkpoints: Vec<Checkpoint>,
    base: usize,
    /// Pages as they are at the last checkpoint, sorted; those that differ while RAM is of an older one, and perhaps more.
    head: Vec<(u32, PageImage)>,
    /// Memory of the checkpoints, those set aside too, `head` aside.
    bytes: usize,
}

fn cost(pages: &[(u32, PageImage)]) -> usize {
    let images = pages.iter().filter(|(_, image)| image.is_some()).count();
    images * PAGE_LEN + size_of_val(pages)
}

/// Sorts `pages`; of a page that is there more than once the first image counts.
fn firsts(mut pages: Vec<(u32, PageImage)>) -> Vec<(u32, PageImage)> {
    pages.sort_by_key(|(page, _)| *page);
    pages.dedup_by_key(|(page, _)| *page);
    pages
}

/// The image of `page` among `pages`, which are sorted.
fn find(pages: &[(u32, PageImage)], page: u32) -> Option<&PageImage> {
    let index = pages.binary_search_by_key(&page, |(page, _)| *page).ok()?;
    Some(&pages[index].1)
}

impl Past {
    /// A history that begins with `machine`.
    pub fn new(machine: &mut Machine) -> Self {
        machine.begin_interval();
        let first = Checkpoint { state: machine.state(), n_inputs: 0, pages: Vec::new(), pins: 0 };
        Self { checkpoints: vec![first], base: 0, head: Vec::new(), bytes: size_of::<Checkpoint>() }
    }

    /// Position of the first checkpoint.
    pub fn start(&self) -> u64 {
        self.checkpoints[0].state.at()
    }

    /// Position of the checkpoint that RAM is of.
    pub fn base(&self) -> u64 {
        self.checkpoints[self.base].state.at()
    }

    /// Position of the checkpoint after that.
    pub fn next(&self) -> Option<u64> {
        self.checkpoints.get(self.base + 1).map(|checkpoint| checkpoint.state.at())
    }

    /// Steps that `wfi` had skipped at the checkpoint that RAM is of.
    pub fn skipped(&self) -> u64 {
        self.checkpoints[self.base].state.skipped()
    }

    /// The stretches between two checkpoints in which `page` was stored to, in order; the last one of all, of which that is
    /// not known, ends at `end`.
    pub fn storing(&self, page: u32, end: u64) -> Vec<Range<u64>> {
        let ends = self.checkpoints[1..].iter().map(|next| (next.state.at(), false)).chain([(end, true)]);
        let storing = |(checkpoint, (end, last)): (&Checkpoint, (u64, bool))| {
            let stored = find(&checkpoint.pages, page).is_some();
            (stored || last).then(|| checkpoint.state.at()..end)
        };
        self.checkpoints.iter().zip(ends).filter_map(storing).collect()
    }

    /// Number of checkpoints.
    pub fn len(&self) -> usize {
        self.checkpoints.len()
    }

    /// The most steps of work between a checkpoint and the next.
    pub fn longest_gap(&self) -> u64 {
        let work = |state: &State| state.at() - state.skipped();
        let gaps = self.checkpoints.windows(2).map(|pair| work(&pair[1].state) - work(&pair[0].state));
        gaps.max().unwrap_or(0)
    }

    /// Memory of all images and states, in bytes.
    pub fn bytes(&self) -> usize {
        self.bytes + self.head.len() * PAGE_LEN
    }

    /// Makes a checkpoint of the machine, which has run beyond the last.
    pub fn push(&mut self, machine: &mut Machine, n_inputs: usize, budget: usize) {
        debug_assert!(self.base + 1 == self.checkpoints.len() && self.head.is_empty());
        let pages = machine.take_dirty();
        self.bytes += cost(&pages) + size_of::<Checkpoint>();
        self.checkpoints[self.base].pages = pages;
        self.checkpoints.push(Checkpoint { state: machine.state(), n_inputs, pages: Vec::new(), pins: 0 });
        self.base += 1;
        machine.begin_interval();
        while self.bytes > budget && self.thin() {}
    }

    /// The machine has run to the next checkpoint: RAM is of that one now.
    pub fn pass(&mut self, machine: &mut Machine) {
        self.base += 1;
        machine.begin_interval();
        self.forget_head();
    }

    fn forget_head(&mut self) {
        if self.base + 1 == self.checkpoints.len() {
            self.head.clear();
        }
    }

    /// Takes the machine to the last checkpoint at or before `at`; gives the number of inputs it has seen.
    pub fn restore(&mut self, machine: &mut Machine, at: u64) -> usize {
        let target =
            self.checkpoints.partition_point(|checkpoint| checkpoint.state.at() <= at).saturating_sub(1);
        let live = machine.take_dirty();
        let pages =
            if target <= self.base { self.back(machine, target, live) } else { self.forth(target, live) };
        let checkpoint = &self.checkpoints[target];
        machine.restore(&checkpoint.state, pages.iter().map(|(page, image)| (*page, image)));
        self.base = target;
        let n_inputs = checkpoint.n_inputs;
        self.forget_head();
        n_inputs
    }

    /// The pages that differ at an earlier checkpoint, as they are there. What they hold here is kept for the way forth.
    fn back(
        &mut self,
        machine: &Machine,
        target: usize,
        live: Vec<(u32, PageImage)>,
    ) -> Vec<(u32, PageImage)> {
        let passed = self.checkpoints[target..self.base].iter().flat_map(|checkpoint| &checkpoint.pages);
        let mut pages = firsts(passed.cloned().collect());
        // A page that changes again before the last checkpoint is in `head` already.
        let fresh = pages.iter().filter(|(page, _)| find(&self.head, *page).is_none());
        let here = |page| find(&live, page).cloned().unwrap_or_else(|| machine.page_image(page));
        let fresh: Vec<_> = fresh.map(|(page, _)| (*page, here(*page))).collect();
        self.head.extend(fresh);
        self.head = firsts(std::mem::take(&mut self.head));
        pages.extend(live);
        firsts(pages)
    }

    /// The pages that differ at a later checkpoint, as they are there.
    fn forth(&self, target: usize, live: Vec<(u32, PageImage)>) -> Vec<(u32, PageImage)> {
        let passed = self.checkpoints[self.base..target].iter().flat_map(|checkpoint| &checkpoint.pages);
        let mut sought: Vec<u32> = passed.chain(&live).map(|(page, _)| *page).collect();
        sought.sort_unstable();
        sought.dedup();
        let later = self.checkpoints[target..].iter().flat_map(|checkpoint| &checkpoint.pages);
        // What no checkpoint changes from the base on only the machine changed: it goes back to the base.
        let images = later.chain(&self.head).chain(&live);
        firsts(images.filter(|(page, _)| sought.binary_search(page).is_ok()).cloned().collect())
    }

    /// Sets aside what comes after the machine, which goes another way.
    pub fn split(&mut self) -> Rest {
        let checkpoints = self.checkpoints.split_off(self.base + 1);
        let base = &mut self.checkpoints[self.base];
        base.pins += 1;
        let pages = std::mem::take(&mut base.pages);
        let rest = Rest { base: base.state.at(), pages, checkpoints, head: std::mem::take(&mut self.head) };
        self.bytes += rest.head.len() * PAGE_LEN;
        rest
    }

    /// Puts what was set aside in the place of what came since, and takes the machine to the checkpoint before it; gives the
    /// number of inputs it has seen.
    pub fn join(&mut self, machine: &mut Machine, rest: Rest) -> usize {
        let n_inputs = self.restore(machine, rest.base);
        let since = self.split();
        self.forget(since);
        self.bytes -= rest.head.len() * PAGE_LEN;
        let base = &mut self.checkpoints[self.base];
        base.pins -= 1;
        base.pages = rest.pages;
        self.checkpoints.extend(rest.checkpoints);
        self.head = rest.head;
        n_inputs
    }

    /// Drops what was set aside.
    pub fn forget(&mut self, rest: Rest) {
        self.bytes -= rest.bytes();
        let base = self.checkpoints.iter_mut().find(|checkpoint| checkpoint.state.at() == rest.base);
        if let Some(base) = base {
            base.pins -= 1;
        }
    }

    /// Takes out one checkpoint, where it is missed least: where the gap it leaves is smallest for its age, so that gaps grow
    /// geometrically with age. False if there is none to take out.
    fn thin(&mut self) -> bool {
        let last = self.checkpoints.len() - 1;
        let position = |index: usize| self.checkpoints[index].state.at() as f64;
        let weight =
            |index: usize| (position(index + 1) - position(index - 1)) / (position(last) - position(index));
        let loose = (1..last).filter(|index| self.checkpoints[*index].pins == 0);
        let Some(least) = loose.min_by(|a, b| weight(*a).total_cmp(&weight(*b))) else { return false };
        let removed = self.checkpoints.remove(least);
        self.base -= 1;
        let before = &mut self.checkpoints[least - 1].pages;
        self.bytes -= cost(before) + cost(&removed.pages) + size_of::<Checkpoint>();
        // Of a page that both have, the earlier image counts.
        before.extend(removed.pages);
        *before = firsts(std::mem::take(before));
        self.bytes += cost(before);
        true
    }
}
