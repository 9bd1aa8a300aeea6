package vault

import "errors"

// The ways in which a vault refuses, told apart with errors.Is. Their texts say what happened and may name a
// file, never a note's value or the passphrase; what to do about it is for the caller to say. An error that is
// none of them is the system's own, such as fs.ErrPermission for a file that may not be read.
var (
	// ErrNoVault is returned when the folder holds no vault, or is gone.
	ErrNoVault = errors.New("there is no vault")

	// ErrExists is returned by Create when the folder holds a vault already, or one of its two files.
	ErrExists = errors.New("there is a vault already")

	// ErrNoPassphrase is returned by Create when the passphrase is empty.
	ErrNoPassphrase = errors.New("the passphrase is empty")

	// ErrWrongPassphrase is returned when the passphrase doesn't open identity.age. age can't tell a
	// wrong passphrase from damage to the few bytes that hold the salt and the wrapped key, so neither
	// can this error.
	ErrWrongPassphrase = errors.New("the passphrase is wrong")

	// ErrDamagedIdentity is returned when identity.age is missing beside its notes, or isn't what was
	// written.
	ErrDamagedIdentity = errors.New("identity.age is damaged")

	// ErrDamagedNotes is returned when notes.age is missing beside its identity, or isn't what was written.
	ErrDamagedNotes = errors.New("notes.age is damaged")

	// ErrNewerVersion is returned when a later program wrote the notes in a form this one can't read.
	ErrNewerVersion = errors.New("a newer version wrote these notes")

	// ErrLocked is returned when another process, or another part of this one, has the vault open.
	ErrLocked = errors.New("the vault is open elsewhere")

	// ErrDiskFull is returned when there is no room to save: the disk is full, or a quota or limit is met.
	ErrDiskFull = errors.New("the disk is full")

	// ErrReadOnly is returned when the vault can't be written: the disk or the folder forbids it, or the
	// vault was opened by Read.
	ErrReadOnly = errors.New("the vault is read-only")

	// ErrBadName is returned by Put when a name isn't of the form step.value.
	ErrBadName = errors.New("not a note's name")

	// ErrBadValue is returned by Put when a value isn't UTF-8 text, which is all that TOML can hold.
	ErrBadValue = errors.New("not a note's value: not UTF-8 text")

	// ErrDiskFailed is returned when the disk reports that it could not read or write.
	ErrDiskFailed = errors.New("the disk failed")

	// ErrNoLocks is returned when the disk can't lock a file, so that two processes could write at once.
	// Some network disks can't. Read works there.
	ErrNoLocks = errors.New("the disk has no locks")

	// ErrWrongKey is returned when none of the identities given opens the notes.
	ErrWrongKey = errors.New("the key is wrong")

	// ErrNoIdentity is returned when what should hold identities of age holds none.
	ErrNoIdentity = errors.New("there is no age identity in it")

	// ErrPlugin is returned when an age plugin failed. A *plugin.NotFoundError is in it when there is no
	// such program.
	ErrPlugin = errors.New("an age plugin failed")

	// ErrBadRecipient is returned by Rekey for what is no recipient of age, or one of the other kind than
	// the vault: post-quantum for a vault that isn't, or the reverse.
	ErrBadRecipient = errors.New("not a recipient for this vault")

	// ErrUnfinished is returned by Rekey when the new keys are in effect, but not yet every file is written
	// anew for them. The next Open finishes it.
	ErrUnfinished = errors.New("the change of keys is not finished")

	// ErrDamagedRecovery is returned when recovery.age isn't what was written.
	ErrDamagedRecovery = errors.New("recovery.age is damaged")

	// ErrDamagedBackup is returned when a file isn't a backup, or isn't what was written.
	ErrDamagedBackup = errors.New("the backup is damaged")

	// ErrDamagedSave is returned by Return when the save isn't what was written.
	ErrDamagedSave = errors.New("the save is damaged")

	// ErrNoSave is returned by Return when history has no save of that number.
	ErrNoSave = errors.New("there is no such save")

	// ErrClosed is returned by Put after Close.
	ErrClosed = errors.New("the vault is closed")
)
