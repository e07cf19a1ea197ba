// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {INettingCycle} from "../../contracts/payments/INettingCycle.sol";
import {COUNTER, DIVISIBLE, LINKED, Obligation} from "../../contracts/payments/Obligation.sol";
import {NettingTest} from "./NettingTest.sol";

/// @notice Submitting obligations, signed or not, holding them back and taking them out, and when cycles close.
contract NettingQueueTest is NettingTest {
    uint40 private firstCutOff;

    function setUp() public {
        foundNetting();
        firstCutOff = netting.cycleOf(1).cutOffAt;
    }

    /* Submitting */

    function test_chainsABatchAndTellsAllOfIt() public {
        uint256[] memory list = batch(owes(B, 60), owes(C, 30));
        bytes memory uetrs = new bytes(32);
        vm.expectEmit(address(netting));
        emit INettingCycle.CutOffSet(1, firstCutOff, 1);
        vm.expectEmit(address(netting));
        emit INettingCycle.ObligationsSubmitted(1, org(A), 1, BATCH, list, uetrs);
        vm.prank(account(A));
        assertEq(netting.submit(BATCH, list, uetrs), 1, "first number");
        bytes32 digest = keccak256(abi.encode(BATCH, keccak256(uetrs)));
        bytes32 chain = keccak256(abi.encode(bytes32(0), org(A), digest, keccak256(abi.encodePacked(list))));
        INettingCycle.Cycle memory cycle = netting.cycleOf(1);
        assertEq(cycle.submitted, chain, "chain");
        assertEq(cycle.submittedCount, 2, "count");
        assertEq(submit(B, batch(owes(A, 5))), 3, "next number");
        assertEq(
            netting.cycleOf(1).submitted,
            keccak256(abi.encode(chain, org(B), annex(), keccak256(abi.encodePacked(owes(A, 5))))),
            "longer chain"
        );
    }

    function test_submittingJoins() public {
        submit(ARBITER, batch(owes(A, 1)));
        assertEq((netting.participants() >> ARBITER) & 1, 1, "takes part");
    }

    function test_revertsWhenTheDebtorMayNotAct() public {
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        netting.submit(BATCH, batch(owes(A, 1)), "");
        suspend(A);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(A), org(A))
        );
        submit(A, batch(owes(B, 1)));
    }

    function test_revertsWhenABatchIsEmptyOrTooLong() public {
        _refused(new uint256[](0), abi.encodeWithSelector(INettingCycle.Netting_BadBatchSize.selector, 0));
        uint256[] memory list = new uint256[](257);
        _refused(list, abi.encodeWithSelector(INettingCycle.Netting_BadBatchSize.selector, 257));
        list = new uint256[](256);
        for (uint256 i = 0; i < 256; ++i) list[i] = Obligation.unwrap(owes(B, uint96(i + 1)));
        submit(A, list);
    }

    function test_revertsWhenUetrsAreNotForEach() public {
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadUetrs.selector, 16, 32));
        vm.prank(account(A));
        netting.submit(BATCH, batch(owes(B, 60), owes(C, 30)), new bytes(16));
    }

    function test_revertsWhenAnObligationIsUnsound() public {
        _refusedSecond(owes(B, 0), abi.encodeWithSelector(INettingCycle.Netting_BadAmount.selector, 0));
        _refusedSecond(
            owes(B, 1, 2, 0, 0),
            abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2)
        );
        _refusedSecond(
            owes(A, 1),
            abi.encodeWithSelector(INettingCycle.Netting_OwnCreditor.selector, 1, org(A))
        );
        _refusedSecond(
            owes(ARBITER, 1),
            abi.encodeWithSelector(INettingCycle.Netting_NotAParticipant.selector, org(ARBITER))
        );
        _refusedSecond(
            owes(300, 1),
            abi.encodeWithSelector(INettingCycle.Netting_NotAParticipant.selector, org(300))
        );
        Obligation[4] memory words = [
            owes(B, 1, EUR, 3, 0),
            owes(B, 1, 16),
            stamp(owes(B, 1), 0, 1),
            stamp(owes(B, 1), A, 0)
        ];
        for (uint256 i = 0; i < words.length; ++i) {
            _refusedSecond(
                words[i],
                abi.encodeWithSelector(INettingCycle.Netting_BadObligation.selector, 1, words[i])
            );
        }
    }

    function test_revertsWhenAPairDoesNotMatch() public {
        Obligation leg = owes(B, 10, EUR, 0, LINKED);
        _refusedPair(0, batch(leg));
        _refusedPair(0, batch(owes(A, 80, CNY, 0, COUNTER)), B);
        _refusedPair(0, batch(owes(B, 10, EUR, 0, COUNTER), owes(A, 80, CNY, 0, COUNTER)));
        _refusedPair(1, batch(leg, owes(A, 80, CNY, 0, 0)));
        _refusedPair(1, batch(leg, owes(C, 80, CNY, 0, COUNTER)));
        _refusedPair(1, batch(leg, owes(A, 80, EUR, 0, COUNTER)));
        _refusedPair(1, batch(leg, owes(A, 80, CNY, 0, COUNTER | LINKED)));
        _refusedPair(1, batch(leg, owes(A, 80, CNY, 0, COUNTER | DIVISIBLE)));
        _refusedPair(1, batch(owes(B, 10, EUR, 0, LINKED | DIVISIBLE), owes(A, 80, CNY, 0, COUNTER)));
        submit(A, swap(A, B, 10, 80));
    }

    function test_revertsWhenACounterLegIsUnsound() public {
        Obligation leg = owes(B, 10, EUR, 0, LINKED);
        _refused(
            batch(leg, owes(A, 0, CNY, 0, COUNTER)),
            abi.encodeWithSelector(INettingCycle.Netting_BadAmount.selector, 0)
        );
        _refused(
            batch(leg, owes(A, 80, 2, 0, COUNTER)),
            abi.encodeWithSelector(INettingCycle.Netting_UnknownCurrency.selector, 2, 2)
        );
        Obligation[3] memory words = [
            owes(A, 80, CNY, 3, COUNTER),
            stamp(owes(A, 80, CNY, 0, COUNTER), 0, 1),
            stamp(owes(A, 80, CNY, 0, COUNTER), B, 0)
        ];
        for (uint256 i = 0; i < words.length; ++i) {
            _refused(
                batch(leg, words[i]),
                abi.encodeWithSelector(INettingCycle.Netting_BadObligation.selector, 1, words[i])
            );
        }
    }

    /* By signature */

    function test_takesASignedBatchFromAnyone() public {
        uint256[] memory list = batch(owes(B, 60));
        bytes memory signature = _signed(list, "", OPENING, keyOf("operator", A));
        vm.expectEmit(address(netting));
        emit INettingCycle.ObligationsSubmitted(1, org(A), 1, BATCH, list, "");
        vm.prank(stranger());
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
        assertEq(netting.nonces(account(A)), 1, "next nonce");
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadSignature.selector, account(A)));
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
    }

    /// @dev An account keeps its key when it delegates to code (EIP-7702).
    function test_takesTheKeyOfAnAccountWithCode() public {
        uint256[] memory list = batch(owes(B, 60));
        bytes memory signature = _signed(list, "", OPENING, keyOf("operator", A));
        vm.etch(account(A), hex"00");
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
        assertEq(netting.nonces(account(A)), 1, "next nonce");
    }

    function test_revertsWhenWhatWasSignedIsChanged() public {
        uint256[] memory list = batch(owes(B, 60));
        bytes memory uetrs = new bytes(16);
        bytes memory signature = _signed(list, uetrs, OPENING, keyOf("operator", A));
        bytes memory reason = abi.encodeWithSelector(INettingCycle.Netting_BadSignature.selector, account(A));
        expectError(reason);
        netting.submitSigned(account(A), BATCH, batch(owes(B, 61)), uetrs, OPENING, signature);
        expectError(reason);
        netting.submitSigned(account(A), keccak256("other"), list, uetrs, OPENING, signature);
        expectError(reason);
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
        expectError(reason);
        netting.submitSigned(account(A), BATCH, list, uetrs, OPENING + 1, signature);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadSignature.selector, account(B)));
        netting.submitSigned(account(B), BATCH, list, uetrs, OPENING, signature);
        expectError(reason);
        netting.submitSigned(account(A), BATCH, list, uetrs, OPENING, malleated(signature));
        netting.submitSigned(account(A), BATCH, list, uetrs, OPENING, signature);
    }

    function test_revertsWhenTheSignatureIsTooOldOrItsSignerMayNotAct() public {
        uint256[] memory list = batch(owes(B, 60));
        bytes memory signature = _signed(list, "", OPENING, keyOf("operator", A));
        vm.warp(OPENING + 1);
        expectError(
            abi.encodeWithSelector(INettingCycle.Netting_SignatureExpired.selector, OPENING, OPENING + 1)
        );
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
        vm.warp(OPENING);
        freezeInRegister(account(A), A);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(A)));
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
    }

    function test_revertsOnACloneOfTheChain() public {
        uint256[] memory list = batch(owes(B, 60));
        bytes memory signature = _signed(list, "", OPENING, keyOf("operator", A));
        vm.chainId(4711);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadSignature.selector, account(A)));
        netting.submitSigned(account(A), BATCH, list, "", OPENING, signature);
    }

    /* Marks */

    function test_marksOfTheDebtorCountThoseOfOthersDoNot() public {
        submit(A, batch(owes(B, 60), owes(C, 30)));
        vm.expectEmit(address(netting));
        emit INettingCycle.ObligationsMarked(org(A), INettingCycle.Mark.Held, ids(1));
        hold(A, 1);
        cancel(B, 2);
        _assertMark(A, 1, INettingCycle.Mark.Held);
        _assertMark(A, 2, INettingCycle.Mark.None);
        release(A, 1);
        _assertMark(A, 1, INettingCycle.Mark.Released);
        deposit(A, EUR, 90);
        passProposals();
        settle(taking(3));
    }

    function test_cancellingIsFinal() public {
        submit(A, batch(owes(B, 60)));
        cancel(A, 1);
        bytes memory reason = abi.encodeWithSelector(INettingCycle.Netting_AlreadyCancelled.selector, 1);
        expectError(reason);
        release(A, 1);
        expectError(reason);
        hold(A, 1);
        expectError(reason);
        cancel(A, 1);
    }

    function test_revertsWhenMarkingWhatDoesNotExist() public {
        submit(A, batch(owes(B, 60)));
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownObligation.selector, 2));
        hold(A, 2);
        expectError(abi.encodeWithSelector(INettingCycle.Netting_UnknownObligation.selector, 0));
        hold(A, 0);
        expectError(abi.encodeWithSelector(IMembership.Membership_UnknownAccount.selector, stranger()));
        vm.prank(stranger());
        netting.hold(ids(1));
    }

    function test_marksWaitWhileTheCycleWaits() public {
        submit(A, batch(owes(B, 60)));
        passCutOff();
        uint40 next = submitLater(A, batch(owes(B, 1)));
        bytes memory reason = abi.encodeWithSelector(INettingCycle.Netting_SettlementPending.selector, 1);
        expectError(reason);
        cancel(A, 1);
        hold(A, next);
        skipSeconds(PROPOSALS);
        settle(taking(0));
        cancel(A, 1);
        _assertMark(A, 1, INettingCycle.Mark.Cancelled);
    }

    function test_marksKeepApartOverWords() public {
        uint256[] memory list = new uint256[](200);
        for (uint256 i = 0; i < 200; ++i) list[i] = Obligation.unwrap(owes(B, 1));
        submit(A, list);
        hold(A, 127);
        cancel(A, 128);
        hold(A, 129);
        release(A, 129);
        _assertMark(A, 126, INettingCycle.Mark.None);
        _assertMark(A, 127, INettingCycle.Mark.Held);
        _assertMark(A, 128, INettingCycle.Mark.Cancelled);
        _assertMark(A, 129, INettingCycle.Mark.Released);
    }

    /* Cut-offs */

    function test_cyclesCloseAtTheOffsetOfEachPeriod() public {
        assertEq(firstCutOff % PERIOD, 16 hours, "offset");
        assertTrue(firstCutOff > OPENING && firstCutOff <= OPENING + PERIOD, "the next one");
        submit(A, batch(owes(B, 1)));
        vm.warp(firstCutOff - 1);
        assertEq(netting.openCycle(), 1, "open until then");
        assertEq(netting.pendingCycle(), 0, "nothing waits");
        vm.warp(firstCutOff);
        assertEq(netting.openCycle(), 2, "closed");
        assertEq(netting.pendingCycle(), 1, "waits");
        assertEq(netting.cycleOf(1).cutOffAt, firstCutOff, "cut-off kept");
        assertEq(netting.cycleOf(1).submittedCount, 1, "count kept");
        assertEq(netting.cycleOf(1).readyAt, firstCutOff, "ready");
        assertEq(netting.cycleOf(2).cutOffAt, firstCutOff + PERIOD, "next cut-off");
        vm.expectEmit(address(netting));
        emit INettingCycle.CutOffSet(2, firstCutOff + PERIOD, 2);
        submitLater(A, batch(owes(B, 1)));
        assertEq(netting.cycleOf(1).cutOffAt, firstCutOff, "cut-off still kept");
        assertEq(netting.cycleOf(1).submittedCount, 1, "count still kept");
        assertEq(netting.cycleOf(2).submittedCount, 1, "counts anew");
        assertEq(netting.cycleOf(2).firstId, 2, "numbers go on");
    }

    function test_anEmptyCycleGetsAnotherCutOff() public {
        vm.warp(firstCutOff + 5 * PERIOD);
        assertEq(netting.openCycle(), 1, "still the first");
        assertEq(netting.pendingCycle(), 0, "nothing waits");
        assertEq(netting.cycleOf(1).cutOffAt, firstCutOff + 6 * PERIOD, "another cut-off");
    }

    function test_cyclesThatWereNotSettledWaitOneAfterTheOther() public {
        submit(A, batch(owes(B, 1)));
        passCutOff();
        submitLater(A, batch(owes(B, 2)));
        passCutOff();
        assertEq(netting.openCycle(), 3, "open");
        assertEq(netting.pendingCycle(), 1, "the first waits");
        assertEq(netting.cycleOf(2).readyAt, 0, "the second is not ready");
        skipSeconds(100);
        settle(taking(0));
        uint40 settledAt = timeNow();
        assertEq(netting.pendingCycle(), 2, "the second waits");
        assertEq(netting.cycleOf(2).readyAt, settledAt, "since then");
        assertEq(netting.cycleOf(2).carriedCount, 1, "with what the first left");
    }

    function _assertMark(uint256 debtor, uint256 id, INettingCycle.Mark expected) private view {
        assertEq(uint256(netting.markOf(org(debtor), id)), uint256(expected), "mark");
    }

    function _refused(uint256[] memory list, bytes memory reason) private {
        expectError(reason);
        vm.prank(account(A));
        netting.submit(BATCH, list, "");
    }

    function _refusedSecond(Obligation obligation, bytes memory reason) private {
        _refused(batch(owes(B, 60), obligation), reason);
    }

    function _refusedPair(uint256 place, uint256[] memory list) private {
        _refusedPair(place, list, A);
    }

    function _refusedPair(uint256 place, uint256[] memory list, uint256 debtor) private {
        expectError(abi.encodeWithSelector(INettingCycle.Netting_BadPair.selector, place));
        vm.prank(account(debtor));
        netting.submit(BATCH, list, "");
    }

    /// @dev Put together anew from the words of the interface.
    function _signed(
        uint256[] memory list,
        bytes memory uetrs,
        uint256 deadline,
        uint256 key
    ) private view returns (bytes memory) {
        bytes32 structHash = keccak256(
            abi.encode(
                keccak256(
                    "ObligationBatch(bytes32 batchReference,uint256[] obligations,bytes uetrs,uint256 nonce,uint256 deadline)"
                ),
                BATCH,
                keccak256(abi.encodePacked(list)),
                keccak256(uetrs),
                netting.nonces(vm.addr(key)),
                deadline
            )
        );
        return signatureOf(key, typedDataDigest("Guildhall NettingCycle", address(netting), structHash));
    }
}
