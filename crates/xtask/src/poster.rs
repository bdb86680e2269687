//! The posters of the page, light and dark: the boundary picture in the middle of `ls -l /home`, for who opens it without
//! scripts. They are made with the page, of a run of the same machine.

use std::fs;

use session::{Command, Level, Poster, Way};

use crate::root::root;
use crate::run::{booted, finish};
use crate::{Explain, Result};

/// Their names beside the page.
const FILES: [&str; 2] = ["poster.svg", "poster-dark.svg"];
/// What runs on it, as on the page at first.
const LINE: &str = "ls -l /home";
/// How many steps of the story are behind: the kernel carries out the call.
const STEPS: usize = 2;

/// The names of the posters, and each as an SVG.
pub fn posters() -> Result<[(&'static str, String); 2]> {
    let mut session = booted()?;
    session.command(Command::Run(LINE.into()));
    finish(&mut session)?;
    (0..STEPS).for_each(|_| session.command(Command::Step(Level::Story, Way::Forward)));
    let tokens = root().join("web/styles/tokens.css");
    let tokens = fs::read_to_string(&tokens).explain(|| format!("{} cannot be read", tokens.display()))?;
    let scene = session.scene();
    let [light, dark] = [false, true].map(|dark| Poster::of(&scene, &tokens, dark).to_svg());
    Ok([(FILES[0], light), (FILES[1], dark)])
}
