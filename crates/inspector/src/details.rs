//! What is read of the kernel only for who looks at one thing: all of a process, all of a file.

use isa::csr::{pte, satp};
use machine::PAGE_LEN;

use crate::kernel::Kernel;
use crate::mappings::mappings;
use crate::mirrors::{
    AddressSpace, Content, Dentry, GroupDetails, InodeDetails, OpenFile, Pages, Process, Thread,
};
use crate::value::LayoutError;

/// The mode of `satp` for Sv39. RISC-V Privileged ISA 20240411, §10.1.11 "Supervisor Address Translation and Protection
/// (satp) Register".
const SV39: u64 = 8;

/// Most bytes of a file that are read: more cannot be in RAM.
const MAX_FILE: usize = 128 << 20;

impl Kernel<'_> {
    /// What else is known of the process or thread with this number.
    pub fn thread(self, pid: u32) -> Result<Option<Thread>, LayoutError> {
        let rows = self.rows::<Process>("processes")?;
        match rows.iter().find(|(_, process)| process.pid == pid) {
            Some((row, _)) => self.row("processes", *row),
            None => Ok(None),
        }
    }

    /// What else the threads of a process share.
    pub fn group_details(self, process: &Process) -> Result<Option<GroupDetails>, LayoutError> {
        self.row("groups", process.group)
    }

    /// What a process can reach; none once it is over.
    pub fn address_space(self, process: &Process) -> Result<Option<AddressSpace>, LayoutError> {
        process.space.map_or(Ok(None), |row| self.row("spaces", row))
    }

    /// How many pages are there, of those that an address space promises: what its page tables lead to for user mode.
    pub fn n_resident(self, space: &AddressSpace) -> u64 {
        let satp = satp::MODE.set(satp::PPN.set(0, space.root / PAGE_LEN as u64), SV39);
        let (mappings, _) = mappings(self.memory.machine, satp);
        let user = mappings.iter().filter(|mapping| pte::U.get(mapping.bits) == 1);
        user.map(|mapping| mapping.len / PAGE_LEN as u64).sum()
    }

    /// The file in this row.
    pub fn inode(self, row: u32) -> Result<Option<InodeDetails>, LayoutError> {
        self.row("vfs.inodes", row)
    }

    /// The bytes of the file at an absolute path; none where no such file is, or none that holds bytes.
    pub fn file(self, path: &str) -> Result<Option<Vec<u8>>, LayoutError> {
        let node = self.tree()?.into_iter().find(|node| node.path == path);
        let inode = node.map_or(Ok(None), |node| self.inode(node.row))?;
        let Some(Content::File(Pages { len, pages })) = inode.map(|inode| inode.content) else {
            return Ok(None);
        };
        let pages = &pages[..pages.len().min(MAX_FILE / PAGE_LEN)];
        let mut bytes = vec![0; pages.len() * PAGE_LEN];
        for (page, into) in pages.iter().zip(bytes.chunks_mut(PAGE_LEN)) {
            // Of a hole nothing is in memory, and what lies outside of RAM is no page.
            let _ = *page != 0 && self.memory.machine.read_ram(*page, into);
        }
        // Behind the last page a file may go on as a hole.
        bytes.resize(usize::try_from(len).unwrap_or(usize::MAX).min(MAX_FILE), 0);
        Ok(Some(bytes))
    }

    /// Row of the file with this number.
    pub fn inode_row(self, number: u64) -> Result<Option<u32>, LayoutError> {
        let rows = self.rows::<crate::mirrors::Inode>("vfs.inodes")?;
        Ok(rows.into_iter().find(|(_, inode)| inode.number == number).map(|(row, _)| row))
    }

    /// The place in this row.
    pub fn dentry(self, row: u32) -> Result<Option<Dentry>, LayoutError> {
        self.row("vfs.dentries", row)
    }

    /// Everything that is open, with its row and the row of the inode.
    pub fn open_files(self) -> Result<Vec<(u32, OpenFile, u32)>, LayoutError> {
        let mut files = Vec::new();
        for (row, file) in self.rows::<OpenFile>("vfs.files")? {
            if let Some(dentry) = self.dentry(file.dentry)? {
                files.push((row, file, dentry.inode));
            }
        }
        Ok(files)
    }

    /// Every pipe, with the row of its inode.
    pub fn pipes(self) -> Result<Vec<(u32, InodeDetails)>, LayoutError> {
        let mut pipes = Vec::new();
        for (row, inode) in self.rows::<crate::mirrors::Inode>("vfs.inodes")? {
            if let Content::Pipe(_) = inode.content {
                pipes.extend(self.inode(row)?.map(|pipe| (row, pipe)));
            }
        }
        Ok(pipes)
    }
}
