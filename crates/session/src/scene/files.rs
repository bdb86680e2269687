//! Files as data: descriptors, open files, dentries, inodes and what is in them.

use serde::{Deserialize, Serialize};
use texts::file;

use super::{ProcessName, Touch};

/// What a process has open, all files, and one of them in detail.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize)]
pub struct Files {
    /// Whose descriptors they are.
    pub process: Option<ProcessName>,
    /// Its working directory.
    pub directory: String,
    /// The descriptors, by number.
    pub descriptors: Vec<DescriptorRow>,
    /// From a descriptor to the bytes, of the file that is looked at. Where nobody has it open it begins at the inode.
    pub chain: Vec<ChainLink>,
    /// Every pipe.
    pub pipes: Vec<PipeRow>,
    /// The whole file tree as the kernel keeps it now.
    pub tree: Vec<FileRow>,
    /// The file systems, and where they are seen.
    pub mounts: Vec<MountRow>,
}

/// From a descriptor to the inode, in short.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct DescriptorRow {
    /// The number.
    pub fd: u32,
    /// Number of the open file.
    pub open_file: u32,
    /// Offset of the open file, in bytes.
    pub offset: u64,
    /// Its flags: `"O_RDONLY|O_DIRECTORY"`.
    pub flags: String,
    /// How many descriptors share the open file.
    pub shared_by: u32,
    /// Path of the dentry; of a pipe, its name.
    pub path: String,
    /// Number of the inode.
    pub inode: u64,
    /// Whether the call in view is about it.
    pub lit: bool,
    /// Whether the chain begins with it.
    pub chosen: bool,
}

/// A thing on the way from a descriptor to the bytes of a file, as the kernel keeps it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct ChainLink {
    /// What kind of thing it is.
    pub part: ChainPart,
    /// Which one.
    pub name: String,
    /// What is known of it: a word, and a value.
    pub facts: Vec<(String, String)>,
    /// What it is made of: pages, or the names of a directory.
    pub pieces: Vec<Piece>,
    /// Whether the call in view works on it.
    pub lit: bool,
}

/// A kind of thing on the way from a descriptor to the bytes.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub enum ChainPart {
    /// A number in the table of a process.
    Descriptor,
    /// A position in a file, and what one may do.
    OpenFile,
    /// A place in the tree of names.
    Dentry,
    /// The file itself.
    Inode,
    /// What is in it.
    Content,
}

impl ChainPart {
    /// Its name on the page.
    pub fn name(self) -> &'static str {
        match self {
            ChainPart::Descriptor => file::descriptor(),
            ChainPart::OpenFile => file::open_file(),
            ChainPart::Dentry => file::dentry(),
            ChainPart::Inode => file::inode(),
            ChainPart::Content => file::content(),
        }
    }
}

/// A page of a file, or a name in a directory.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Piece {
    /// Which: `"0–4095"`, or the name.
    pub name: String,
    /// Where: the physical address of the page, or the inode.
    pub place: String,
    /// The first bytes of a page.
    pub text: String,
    /// Whether the call in view works on it.
    pub lit: bool,
}

/// A pipe.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PipeRow {
    /// Number of its inode.
    pub inode: u64,
    /// Bytes in it.
    pub len: u64,
    /// Open files that read, and that write.
    pub ends: (u32, u32),
    /// Who has a descriptor for reading.
    pub readers: Vec<String>,
    /// Who has one for writing.
    pub writers: Vec<String>,
    /// Whether the call in view works on it.
    pub lit: bool,
}

/// A file system.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct MountRow {
    /// Where it is seen.
    pub path: String,
    /// Its kind.
    pub kind: String,
    /// The number of the inode of its root.
    pub root: u64,
    /// The number of the directory's inode that it covers; none for the root of all.
    pub covers: Option<u64>,
}

/// A file in the tree.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct FileRow {
    /// Name in its directory; `"/"` for the root.
    pub name: String,
    /// Whole path.
    pub path: String,
    /// Number of directories above it.
    pub depth: u32,
    /// Mode as `ls -l` writes it: `"drwxr-xr-x"`.
    pub mode: String,
    /// Number of the inode.
    pub inode: u64,
    /// Bytes.
    pub len: u64,
    /// How the call in view has to do with it.
    pub touch: Touch,
    /// Whether the chain is about it.
    pub chosen: bool,
}
