// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {ISessionJournal} from "../../contracts/consortium/ISessionJournal.sol";
import {SessionJournal} from "../../contracts/consortium/SessionJournal.sol";
import {Signing} from "./Signing.sol";

/// @notice Sign-ins: who may open and close them, how long they stand, and the chain they form.
contract SessionJournalTest is Signing {
    bytes32 private constant SESSION = keccak256("secret of a session");
    bytes32 private constant OTHER = keccak256("another secret");

    SessionJournal private journal;

    function setUp() public {
        found(4, 1);
        journal = SessionJournal(deployed("SessionJournal", abi.encode(registry)));
    }

    function test_opensASessionAndLinksIt() public {
        uint40 expiresAt = OPENING + 8 hours;
        bytes32 head = keccak256(abi.encode(bytes32(0), SESSION, operator(1), OPENING, expiresAt));
        vm.expectEmit(address(journal));
        emit ISessionJournal.SessionOpened(org(1), operator(1), SESSION, expiresAt, head);
        _open(operator(1), SESSION, expiresAt);
        assertEq(journal.headOf(org(1)), head, "head");
        assertTrue(journal.isOpen(SESSION), "open");
        ISessionJournal.Session memory session = journal.sessionOf(SESSION);
        assertEq(session.account, operator(1), "account");
        assertEq(session.openedAt, OPENING, "opened");
        assertEq(session.expiresAt, expiresAt, "expires");
        assertFalse(session.closed, "closed");
        assertEq(address(journal.membership()), address(registry), "register");
    }

    function test_eachOrganisationHasAChainOfItsOwn() public {
        _open(operator(1), SESSION, OPENING + 1);
        _open(operator(2), OTHER, OPENING + 1);
        bytes32 head = keccak256(abi.encode(bytes32(0), OTHER, operator(2), OPENING, OPENING + 1));
        assertEq(journal.headOf(org(2)), head, "head of the second");
    }

    function test_anyAccountOfTheOrganisationClosesItAndLinksThat() public {
        _open(operator(1), SESSION, OPENING + 8 hours);
        bytes32 head = keccak256(abi.encode(journal.headOf(org(1)), SESSION, admin(1), block.timestamp));
        vm.expectEmit(address(journal));
        emit ISessionJournal.SessionClosed(org(1), admin(1), SESSION, head);
        vm.prank(admin(1));
        journal.close(SESSION);
        assertEq(journal.headOf(org(1)), head, "head");
        assertFalse(journal.isOpen(SESSION), "open");
    }

    function test_aSessionStandsUntilTheSecondItExpires() public {
        _open(operator(1), SESSION, OPENING + 60);
        vm.warp(OPENING + 59);
        assertTrue(journal.isOpen(SESSION), "one second before");
        vm.warp(OPENING + 60);
        assertFalse(journal.isOpen(SESSION), "at its end");
    }

    function test_aSessionFallsWithItsAccount() public {
        _open(operator(1), SESSION, OPENING + 60);
        vm.prank(admin(1));
        registry.freezeAccount(operator(1));
        assertFalse(journal.isOpen(SESSION), "open");
    }

    function test_aSessionThatNobodyOpenedIsNotOpen() public view {
        assertFalse(journal.isOpen(SESSION), "open");
        assertEq(journal.sessionOf(SESSION).account, address(0), "account");
    }

    function test_revertsWhenTheDigestWasUsed() public {
        _open(operator(1), SESSION, OPENING + 60);
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_AlreadyOpened.selector, SESSION));
        _open(operator(2), SESSION, OPENING + 60);
        vm.prank(operator(1));
        journal.close(SESSION);
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_AlreadyOpened.selector, SESSION));
        _open(operator(1), SESSION, OPENING + 60);
    }

    function test_revertsWhenItEndsBeforeItBeginsOrLastsTooLong() public {
        uint40 latest = OPENING + 30 days;
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_BadExpiry.selector, OPENING, latest));
        _open(operator(1), SESSION, OPENING);
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_BadExpiry.selector, latest + 1, latest));
        _open(operator(1), SESSION, latest + 1);
        _open(operator(1), SESSION, latest);
    }

    function test_revertsWhenAStrangerSignsIn() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        _open(stranger(), SESSION, OPENING + 60);
        _open(operator(1), SESSION, OPENING + 60);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        journal.close(SESSION);
    }

    function test_revertsWhenAnotherOrganisationCloses() public {
        _open(operator(1), SESSION, OPENING + 60);
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_NotYours.selector, SESSION, operator(2)));
        vm.prank(operator(2));
        journal.close(SESSION);
    }

    function test_revertsWhenClosingWhatIsNotOpen() public {
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_NotOpen.selector, SESSION));
        vm.prank(operator(1));
        journal.close(SESSION);
        _open(operator(1), SESSION, OPENING + 60);
        vm.prank(operator(1));
        journal.close(SESSION);
        expectError(abi.encodeWithSelector(ISessionJournal.Sessions_NotOpen.selector, SESSION));
        vm.prank(operator(1));
        journal.close(SESSION);
    }

    function _open(address account, bytes32 session, uint40 expiresAt) private {
        vm.prank(account);
        journal.open(session, expiresAt);
    }
}
