//! The Files panel, compared with what the guest's own programs print of files, and with the bytes that they read.

mod common;

use common::fact;
use session::{ChainLink, ChainPart, Command, FileChoice, Files, Look, Session};

fn files(session: &mut Session, choice: FileChoice) -> Files {
    session.command(Command::Look(Look::Files(None, choice)));
    session.scene().files.clone().expect("somebody looks")
}

#[track_caller]
fn link(files: &Files, part: ChainPart) -> &ChainLink {
    files.chain.iter().find(|link| link.part == part).unwrap_or_else(|| panic!("no {part:?} in {files:?}"))
}

/// Where the `n`th call of this name by a process of this name was made, and where it had returned.
#[track_caller]
fn call(session: &mut Session, process: &str, name: &str, n: usize) -> (u64, u64) {
    let run = session.scene().run.clone();
    let mut found = run.calls.iter().filter(|call| call.process == process && call.name == name);
    let call = found.nth(n).unwrap_or_else(|| panic!("no {name} by {process}"));
    (call.from, call.to.unwrap_or(run.end))
}

/// What the command prints, in words, line by line.
fn printed(session: &mut Session, line: &str) -> Vec<Vec<String>> {
    common::run(session, line);
    let text = String::from_utf8_lossy(session.output()).replace('\r', "");
    text.lines().map(|line| line.split_whitespace().map(str::to_string).collect()).collect()
}

#[test]
fn the_tree_is_what_ls_prints() {
    let mut session = common::booted();
    let lines = printed(&mut session, "ls -la /home /home/ada /dev");
    let files = files(&mut session, FileChoice::InView);
    let mut directory = String::new();
    let mut compared = 0;
    for words in lines.iter().filter(|words| !words.is_empty()) {
        if let Some(path) = words[0].strip_suffix(':') {
            directory = path.to_string();
        }
        // The name of a link is followed by an arrow and where it leads.
        let arrow = words.iter().position(|word| word == "->").unwrap_or(words.len());
        let name = &words[arrow - 1];
        if arrow < 6 || name == "." || name == ".." {
            continue;
        }
        let path = format!("{directory}/{name}");
        let row = files.tree.iter().find(|row| row.path == path).unwrap_or_else(|| panic!("no {path}"));
        assert_eq!(row.mode, words[0], "{path}");
        if row.mode.starts_with(['-', 'l']) {
            assert!(words.contains(&row.len.to_string()), "{path}: {} bytes in {words:?}", row.len);
        }
        compared += 1;
    }
    assert!(compared > 5, "{lines:?}");
}

#[test]
fn a_descriptor_leads_to_the_bytes_that_the_program_reads() {
    let mut session = common::booted();
    common::run(&mut session, "cat /home/notes.txt");
    let text = String::from_utf8_lossy(session.output()).replace('\r', "");
    let (_, read) = call(&mut session, "cat", "read", 0);
    session.command(Command::Seek(read));
    let files = files(&mut session, FileChoice::InView);
    let parts: Vec<ChainPart> = files.chain.iter().map(|link| link.part).collect();
    use ChainPart::{Content, Dentry, Descriptor, Inode, OpenFile};
    assert_eq!(parts, [Descriptor, OpenFile, Dentry, Inode, Content]);
    assert!(files.chain.iter().all(|link| link.lit), "the call works on all of them");
    assert_eq!(fact(&link(&files, OpenFile).facts, "offset"), text.len().to_string());
    assert_eq!(fact(&link(&files, OpenFile).facts, "flags"), "O_RDONLY");
    assert_eq!(fact(&link(&files, Dentry).facts, "path"), "/home/notes.txt");
    assert_eq!(fact(&link(&files, Inode).facts, "bytes"), text.len().to_string());
    let page = &link(&files, Content).pieces[0];
    let begin: String = text.chars().take(12).collect();
    assert!(page.lit && page.text.starts_with(&format!("\"{begin}")), "{page:?}");
    assert!(page.place.starts_with("0x8"), "it lies in RAM: {page:?}");
    let row = files.descriptors.iter().find(|row| row.lit).expect("a descriptor is lit");
    assert!(row.chosen && row.path == "/home/notes.txt");
}

#[test]
fn an_inode_is_what_stat_prints() {
    let mut session = common::booted();
    let lines = printed(&mut session, "stat /home/notes.txt").concat().join(" ");
    let files = files(&mut session, FileChoice::Path("/home/notes.txt".into()));
    let inode = link(&files, ChainPart::Inode);
    let after = |word: &str| {
        let (_, rest) = lines.split_once(word).unwrap_or_else(|| panic!("no {word} in {lines}"));
        rest.split_whitespace().next().unwrap_or_default().to_string()
    };
    assert_eq!(inode.name, after("Inode:"));
    assert_eq!(fact(&inode.facts, "links"), after("Links:"));
    assert_eq!(fact(&inode.facts, "bytes"), after("Size:"));
    assert!(lines.contains(fact(&inode.facts, "mode")), "{lines}");
    let (day, _) = fact(&inode.facts, "changed").split_once(' ').expect("a day and an hour");
    assert!(lines.contains(day), "{lines}");
    assert!(files.chain[0].part == ChainPart::Inode, "nobody has it open: {:?}", files.chain);
}

#[test]
fn a_device_a_link_and_a_directory_say_what_is_behind_them() {
    let mut session = common::booted();
    common::run(&mut session, "ln -s notes.txt /home/link");
    let end = session.scene().run.end;
    session.command(Command::Seek(end));
    let mut at = |path: &str| files(&mut session, FileChoice::Path(path.into()));
    let null = at("/dev/null");
    assert_eq!(fact(&link(&null, ChainPart::Inode).facts, "device"), "1, 3");
    assert_eq!(link(&null, ChainPart::Content).name, "null driver");
    let there = at("/home/link");
    assert_eq!(fact(&link(&there, ChainPart::Content).facts, "leads to"), "notes.txt");
    let home = at("/home");
    let names: Vec<&str> = link(&home, ChainPart::Content).pieces.iter().map(|piece| &*piece.name).collect();
    assert!(names.contains(&"notes.txt") && names.contains(&"link"), "{names:?}");
}

#[test]
fn a_pipe_shows_its_bytes_and_its_ends() {
    let mut session = common::booted();
    common::run(&mut session, "yes | head -n 2");
    let (_, written) = call(&mut session, "yes", "write", 0);
    session.command(Command::Seek(written));
    let all = files(&mut session, FileChoice::InView);
    let [pipe] = &all.pipes[..] else { panic!("one pipe: {:?}", all.pipes) };
    assert!(pipe.len > 0 && pipe.lit && pipe.ends.1 == 1, "{pipe:?}");
    assert!(pipe.writers[0].starts_with("yes "), "{pipe:?}");
    let inode = pipe.inode;
    let chosen = files(&mut session, FileChoice::Inode(inode));
    let content = link(&chosen, ChainPart::Content);
    assert!(fact(&content.facts, "first").starts_with("\"y\\ny\\n"), "{content:?}");
    assert_eq!(fact(&link(&chosen, ChainPart::Inode).facts, "type"), "pipe");
    let row = chosen.descriptors.iter().find(|row| row.fd == 1).expect("yes writes there");
    assert_eq!(row.path, format!("pipe:[{inode}]"));
}

#[test]
fn a_child_shares_the_open_files_of_its_parent() {
    let mut session = common::booted();
    common::run(&mut session, "cat /home/notes.txt");
    let (_, read) = call(&mut session, "cat", "read", 0);
    session.command(Command::Seek(read));
    let files = files(&mut session, FileChoice::Descriptor(1));
    let open = link(&files, ChainPart::OpenFile);
    let shared = fact(&open.facts, "they are");
    assert!(
        shared.contains("init 1 fd 1") && shared.contains("sh 2 fd 1") && shared.contains("cat 3 fd 1"),
        "{shared}"
    );
    let count = files.descriptors.iter().find(|row| row.fd == 1).expect("it is open").shared_by;
    assert_eq!(shared.split(", ").count() as u32, count);
}

#[test]
fn the_mounts_are_those_of_proc_mounts() {
    let mut session = common::booted();
    let lines = printed(&mut session, "cat /proc/mounts");
    let files = files(&mut session, FileChoice::InView);
    let shown: Vec<[&str; 2]> = files.mounts.iter().map(|row| [&*row.kind, &*row.path]).collect();
    assert_eq!(shown, lines.iter().map(|words| [&*words[0], &*words[1]]).collect::<Vec<_>>());
    assert!(files.mounts[0].covers.is_none() && files.mounts[1].covers.is_some());
}
