//! What one step asks of memory: seen on the machine before it, and told with what came of it.

use isa::csr::{satp, sstatus};
use machine::{
    Access, Crossing, CrossingKind, Machine, Mode as Privilege, PAGE_LEN, Passage, PteAt, Refusal,
};

/// An access that a step makes.
#[derive(Clone, Debug)]
pub(crate) struct Attempt {
    pub access: Access,
    pub va: u64,
    pub len: u64,
    /// What the page tables and the protection of physical memory say of each page of it: the address asked there, and the
    /// answer.
    pub answers: Vec<(u64, Result<Passage, Refusal>)>,
    /// The page-table entry that the first page is mapped by; none without translation.
    pub leaf: Option<PteAt>,
}

impl Attempt {
    fn of(machine: &Machine, access: Access, va: u64, len: u64) -> Self {
        let page = PAGE_LEN as u64;
        let first = len.min(page - va % page);
        let parts = [(va, first), (va.wrapping_add(first), len - first)];
        let parts = parts.into_iter().filter(|(_, len)| *len > 0);
        let answers = parts.map(|(va, len)| (va, machine.check(va, len as usize, access))).collect();
        let translated = machine.hart.mode != Privilege::M;
        let leaf =
            machine.csr(satp::NUMBER).filter(|_| translated).and_then(|satp| machine.walk(satp, va).leaf());
        Self { access, va, len, answers, leaf }
    }

    /// The first refusal, and the address that it is about.
    pub fn refused(&self) -> Option<(u64, Refusal)> {
        self.answers.iter().find_map(|(va, answer)| Some((*va, answer.err()?)))
    }

    /// Where it goes.
    pub fn pa(&self) -> Option<u64> {
        self.answers.first()?.1.ok().map(|passage| passage.pa)
    }

    /// The entry that it makes the hardware write to.
    pub fn update(&self) -> Option<PteAt> {
        self.answers.iter().find_map(|(_, answer)| answer.ok()?.update)
    }
}

/// The step before the position in view.
#[derive(Clone, Debug)]
pub(crate) struct LastStep {
    /// Where the instruction was.
    pub pc: u64,
    /// The mode that executed it.
    pub mode: Privilege,
    /// The instruction, where there is one that could be fetched.
    pub word: Option<u32>,
    /// What it asks of memory, in order: it goes as far as nothing is refused.
    pub attempts: Vec<Attempt>,
    /// Whether S-mode may look at users' pages.
    pub sum: bool,
    /// What the cells held that it may write to: physical address of eight bytes, and the number there.
    pub cells: Vec<(u64, u64)>,
    /// The trap or return that it was, if it was one.
    pub crossing: Option<Crossing>,
}

impl LastStep {
    /// What the step from this machine on will ask.
    pub fn from(machine: &Machine) -> Self {
        let hart = &machine.hart;
        let mut step = Self {
            pc: hart.pc,
            mode: hart.mode,
            word: None,
            attempts: Vec::new(),
            sum: machine.csr(sstatus::NUMBER).is_some_and(|status| sstatus::SUM.get(status) != 0),
            cells: Vec::new(),
            crossing: None,
        };
        if !hart.waiting {
            step.ask(machine);
        }
        step.cells = step.attempts.iter().flat_map(|attempt| written(machine, attempt)).collect();
        step
    }

    /// What came of it: an interrupt comes before the instruction, which then asks nothing.
    pub fn ended(&mut self, crossing: Option<Crossing>) {
        self.crossing = crossing;
        if let Some(Crossing { kind: CrossingKind::Trap { cause, .. }, .. }) = crossing
            && cause.interrupt
        {
            self.attempts.clear();
            self.word = None;
        }
    }

    fn ask(&mut self, machine: &Machine) {
        let mut word = [0; 4];
        let half = Attempt::of(machine, Access::Fetch, self.pc, 2);
        if !read(machine, &half, &mut word[..2]) {
            self.attempts.push(half);
            return;
        }
        let len = isa::length(u16::from_le_bytes([word[0], word[1]]));
        let whole = Attempt::of(machine, Access::Fetch, self.pc, len);
        let fetched = read(machine, &whole, &mut word[..len as usize]);
        self.attempts.push(whole);
        if !fetched {
            return;
        }
        let word = u32::from_le_bytes(word);
        self.word = Some(word);
        if let Some((insn, memory)) = isa::decode(word).and_then(|insn| Some((insn, insn.memory()?))) {
            let va = machine.hart.x[insn.rs1()].wrapping_add_signed(memory.offset);
            let access = if memory.store { Access::Store } else { Access::Load };
            self.attempts.push(Attempt::of(machine, access, va, memory.len));
        }
    }

    /// The trap that was taken for this access, with its cause and value.
    pub fn fault(&self, access: Access) -> Option<(u8, u64)> {
        let codes = match access {
            Access::Fetch => [1, 12],
            Access::Load => [5, 13],
            Access::Store => [7, 15],
        };
        match self.crossing?.kind {
            CrossingKind::Trap { cause, tval, .. } if !cause.interrupt && codes.contains(&cause.code) => {
                Some((cause.code, tval))
            }
            CrossingKind::Trap { .. } | CrossingKind::Return { .. } => None,
        }
    }
}

/// Reads what an access is about, if nothing refuses it.
fn read(machine: &Machine, attempt: &Attempt, bytes: &mut [u8]) -> bool {
    let mut rest = bytes;
    attempt.answers.iter().all(|(va, answer)| {
        let len = rest.len().min(PAGE_LEN - *va as usize % PAGE_LEN);
        let (part, behind) = std::mem::take(&mut rest).split_at_mut(len);
        rest = behind;
        answer.is_ok_and(|passage| machine.read_ram(passage.pa, part))
    })
}

/// The cells that an access may write to, with what they hold before it: the data, and a page-table entry whose A or D bit
/// it sets.
fn written(machine: &Machine, attempt: &Attempt) -> Vec<(u64, u64)> {
    let data = attempt.answers.iter().filter(|_| attempt.access == Access::Store).flat_map(|(_, answer)| {
        let first = answer.map_or(0, |passage| passage.pa) & !7;
        [first, first + 8]
    });
    let mut pas: Vec<u64> = data.chain(attempt.update().map(|entry| entry.pa)).collect();
    pas.dedup();
    let read = |pa| {
        let mut cell = [0; 8];
        machine.read_ram(pa, &mut cell).then(|| (pa, u64::from_le_bytes(cell)))
    };
    pas.into_iter().filter_map(read).collect()
}
