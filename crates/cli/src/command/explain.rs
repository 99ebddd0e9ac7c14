//! A bulletin line by line: what each line was taken as, and why.

mod object;
mod page;

use crate::{
    arguments::Explain,
    desk::Desk,
    exit::Exit,
    fault::Fault,
    screen::{self, Screen},
};

pub(super) fn explain(arguments: &Explain) -> Result<Exit, Fault> {
    let mut desk = Desk::of(&arguments.own)?;
    if arguments.layout.is_some() {
        desk = desk.declaring(arguments.layout.as_deref())?;
    }
    let Some((bulletin, skipped)) = desk.read_or_tell(&arguments.file) else {
        return Ok(Exit::Nothing);
    };
    let explanations = desk.segmenter.explain(&bulletin)?;
    let text = if arguments.json {
        object::object(&bulletin, &skipped, &explanations)?
    } else {
        page::page(&bulletin, &explanations, Screen::look())
    };
    screen::print(&text)?;
    Ok(Exit::Done)
}
