// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {IERC6909} from "@openzeppelin/contracts/interfaces/IERC6909.sol";
import {ERC6909} from "@openzeppelin/contracts/token/ERC6909/ERC6909.sol";
import {IClaims} from "../../contracts/assets/IClaims.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {IReceivables} from "../../contracts/assets/IReceivables.sol";
import {AssetsTest} from "./AssetsTest.sol";

/// @notice Liens: made, released, enforced, expired, and never lost on the way.
contract ClaimPledgesTest is AssetsTest {
    uint256 private id;

    function setUp() public {
        foundAssets();
        id = issued("INV1");
    }

    /* pledge */

    function test_pledgedUnitsStayAndDoNotMove() public {
        IClaims.PledgeTerms memory terms = pledgeTerms(AURUM);
        bytes32 pledgeId = keccak256(abi.encode(id, account(SUPPLIER), 0));
        vm.expectEmit(address(receivables));
        emit IClaims.Pledged(id, pledgeId, account(SUPPLIER), 3_000_00, terms);
        assertEq(pledged(id, account(SUPPLIER), 3_000_00, AURUM), pledgeId, "id");
        IClaims.Pledge memory pledge = receivables.pledgeOf(id, pledgeId);
        assertEq(pledge.holder, account(SUPPLIER), "holder");
        assertEq(pledge.amount, 3_000_00, "amount");
        assertTrue(pledge.pledgee == org(AURUM), "pledgee");
        assertEq(pledge.enforceableFrom, DUE_AT, "from");
        assertEq(pledge.expiresAt, DUE_AT + 90 days, "until");
        assertEq(pledge.agent, address(0), "agent");
        _assertHolding(account(SUPPLIER), AMOUNT, 3_000_00);
        _expectNotFree(7_000_00, 7_000_01);
        pass(id, account(SUPPLIER), account(JADE), 7_000_01);
        // The lien does not go with what its owner moves.
        pass(id, account(SUPPLIER), account(JADE), 7_000_00);
        _assertHolding(account(SUPPLIER), 3_000_00, 3_000_00);
        _assertHolding(account(JADE), 7_000_00, 0);
    }

    function test_unitsArePledgedOnce() public {
        bytes32 first = pledged(id, account(SUPPLIER), 6_000_00, AURUM);
        _expectNotFree(4_000_00, 4_000_01);
        pledged(id, account(SUPPLIER), 4_000_01, JADE);
        bytes32 second = pledged(id, account(SUPPLIER), 4_000_00, JADE);
        assertTrue(first != second, "pledges of their own");
        _assertHolding(account(SUPPLIER), AMOUNT, AMOUNT);
    }

    function test_operatorsAndSpendersPledge() public {
        IClaims.PledgeTerms memory terms = pledgeTerms(AURUM);
        expectError(
            abi.encodeWithSelector(ERC6909.ERC6909InsufficientAllowance.selector, account(JADE), 0, 1, id)
        );
        vm.prank(account(JADE));
        receivables.pledge(id, 1, account(SUPPLIER), terms);
        vm.prank(account(SUPPLIER));
        receivables.approve(account(JADE), id, 10);
        vm.prank(account(JADE));
        receivables.pledge(id, 10, account(SUPPLIER), terms);
        assertEq(receivables.allowance(account(SUPPLIER), account(JADE), id), 0, "allowance");
        vm.prank(account(SUPPLIER));
        receivables.setOperator(account(JADE), true);
        vm.prank(account(JADE));
        receivables.pledge(id, 10, account(SUPPLIER), terms);
        _assertHolding(account(SUPPLIER), AMOUNT, 20);
    }

    function test_revertsForAPledgeeThatIsTheHolderTheDebtorOrNotInStanding() public {
        _expectBadPledgee(SUPPLIER);
        pledged(id, account(SUPPLIER), 1, SUPPLIER);
        _expectBadPledgee(99);
        pledged(id, account(SUPPLIER), 1, 99);
        suspend(AURUM);
        _expectBadPledgee(AURUM);
        pledged(id, account(SUPPLIER), 1, AURUM);
        expectError(
            abi.encodeWithSelector(IReceivables.Receivables_DebtorCannotHold.selector, id, org(BUYER))
        );
        pledged(id, account(SUPPLIER), 1, BUYER);
    }

    function test_revertsForNothingOrWrongTimes() public {
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        pledged(id, account(SUPPLIER), 0, AURUM);
        IClaims.PledgeTerms memory terms = pledgeTerms(AURUM);
        terms.expiresAt = terms.enforceableFrom;
        _expectBadTimes(terms);
        terms.enforceableFrom = 0;
        terms.expiresAt = timeNow();
        _expectBadTimes(terms);
        terms.expiresAt = timeNow() + 1;
        vm.prank(account(SUPPLIER));
        receivables.pledge(id, 1, account(SUPPLIER), terms);
    }

    function test_revertsWhenTheHolderMayNotActOrTheClaimIsNotOpen() public {
        freezeInRegister(account(SUPPLIER), SUPPLIER);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(SUPPLIER)));
        pledged(id, account(SUPPLIER), 1, AURUM);
        uint256 registered = _registeredByAdmin();
        _expectWrongStatus(registered, IReceivables.Status.Registered);
        pledged(registered, admin(SUPPLIER), 1, AURUM);
        payDebt(id, AMOUNT);
        _expectWrongStatus(id, IReceivables.Status.Paid);
        pledged(id, admin(SUPPLIER), 1, AURUM);
    }

    /* release */

    function test_thePledgeeReleasesInPartsOrWhole() public {
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 3_000_00, AURUM);
        vm.expectEmit(address(receivables));
        emit IClaims.PledgeReleased(id, pledgeId, 1_000_00, 2_000_00);
        vm.prank(account(AURUM));
        receivables.release(id, pledgeId, 1_000_00);
        _assertHolding(account(SUPPLIER), AMOUNT, 2_000_00);
        assertEq(receivables.pledgeOf(id, pledgeId).amount, 2_000_00, "left");
        expectError(
            abi.encodeWithSelector(IClaims.Claims_MoreThanPledged.selector, pledgeId, 2_000_00, 2_000_01)
        );
        vm.prank(account(AURUM));
        receivables.release(id, pledgeId, 2_000_01);
        expectError(abi.encodeWithSelector(IClaims.Claims_ZeroAmount.selector, id));
        vm.prank(account(AURUM));
        receivables.release(id, pledgeId, 0);
        vm.prank(admin(AURUM));
        receivables.release(id, pledgeId, 2_000_00);
        _assertHolding(account(SUPPLIER), AMOUNT, 0);
        _expectUnknown(pledgeId);
        vm.prank(account(AURUM));
        receivables.release(id, pledgeId, 1);
        assertEq(receivables.pledgeOf(id, pledgeId).holder, address(0), "gone");
    }

    function test_revertsWhenAnyoneElseReleasesBeforeItExpires() public {
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 3_000_00, AURUM);
        _expectNotPledgee(pledgeId, account(SUPPLIER));
        vm.prank(account(SUPPLIER));
        receivables.release(id, pledgeId, 1);
        freezeInRegister(account(AURUM), AURUM);
        expectError(abi.encodeWithSelector(IMembership.Membership_AccountFrozen.selector, account(AURUM)));
        vm.prank(account(AURUM));
        receivables.release(id, pledgeId, 1);
        vm.warp(DUE_AT + 90 days - 1);
        _expectNotPledgee(pledgeId, account(SUPPLIER));
        vm.prank(account(SUPPLIER));
        receivables.release(id, pledgeId, 1);
    }

    function test_anyoneReleasesWhatHasExpired() public {
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 3_000_00, AURUM);
        vm.warp(DUE_AT + 90 days);
        vm.prank(stranger());
        receivables.release(id, pledgeId, 3_000_00);
        _assertHolding(account(SUPPLIER), AMOUNT, 0);
    }

    /* enforce */

    function test_thePledgeeEnforcesWithinTheTimesAgreed() public {
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 3_000_00, AURUM);
        pass(id, account(SUPPLIER), account(JADE), 7_000_00);
        vm.warp(DUE_AT - 1);
        _expectNotEnforceable(pledgeId);
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, account(AURUM));
        vm.warp(DUE_AT);
        // Neither the holder's standing nor its wish stands in the way.
        suspend(SUPPLIER);
        vm.expectEmit(address(receivables));
        emit IClaims.PledgeEnforced(id, pledgeId, admin(AURUM), 3_000_00);
        vm.expectEmit(address(receivables));
        emit IERC6909.Transfer(account(AURUM), account(SUPPLIER), admin(AURUM), id, 3_000_00);
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, admin(AURUM));
        _assertHolding(account(SUPPLIER), 0, 0);
        _assertHolding(admin(AURUM), 3_000_00, 0);
        assertEq(receivables.holdingOf(id, admin(AURUM)).tier, 1, "tier");
        _expectUnknown(pledgeId);
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, account(AURUM));
    }

    function test_revertsOnceItHasExpired() public {
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 3_000_00, AURUM);
        vm.warp(DUE_AT + 90 days);
        _expectNotEnforceable(pledgeId);
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, account(AURUM));
    }

    function test_revertsWhenAnyoneElseEnforcesOrItWouldGoElsewhere() public {
        bytes32 pledgeId = pledged(id, account(SUPPLIER), 3_000_00, AURUM);
        vm.warp(DUE_AT);
        _expectNotPledgee(pledgeId, account(JADE));
        vm.prank(account(JADE));
        receivables.enforce(id, pledgeId, account(AURUM));
        _expectWrongOrganisation(account(JADE), JADE);
        vm.prank(account(JADE));
        receivables.enforce(id, pledgeId, account(JADE));
        _expectWrongOrganisation(account(JADE), JADE);
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, account(JADE));
        suspend(AURUM);
        expectError(
            abi.encodeWithSelector(IMembership.Membership_NotInStanding.selector, account(AURUM), org(AURUM))
        );
        vm.prank(account(AURUM));
        receivables.enforce(id, pledgeId, account(AURUM));
    }

    function test_theAgentReleasesAndEnforcesForThePledgee() public {
        bytes32 first = _pledgedWithAgent(1_000_00);
        bytes32 second = _pledgedWithAgent(1_000_00);
        assertEq(receivables.pledgeOf(id, first).agent, address(eur), "agent");
        vm.prank(address(eur));
        receivables.release(id, first, 1_000_00);
        assertEq(receivables.pledgeOf(id, first).agent, address(0), "agent gone");
        vm.warp(DUE_AT);
        _expectNotAgent(second, account(JADE));
        vm.prank(account(JADE));
        receivables.enforce(id, second, account(AURUM));
        _expectNotAgent(second, account(AURUM));
        vm.prank(account(AURUM));
        receivables.enforce(id, second, account(AURUM));
        _expectWrongOrganisation(account(JADE), JADE);
        vm.prank(address(eur));
        receivables.enforce(id, second, account(JADE));
        vm.prank(address(eur));
        receivables.enforce(id, second, account(AURUM));
        assertEq(receivables.balanceOf(account(AURUM), id), 1_000_00, "enforced");
    }

    function testFuzz_aPledgeReadsAsItWasMade(
        uint96 amount,
        uint40 enforceableFrom,
        uint40 expiresAt,
        address agent
    ) public {
        amount = uint96(bound(amount, 1, AMOUNT));
        expiresAt = uint40(bound(expiresAt, uint256(timeNow()) + 1, type(uint40).max));
        enforceableFrom = uint40(bound(enforceableFrom, 0, uint256(expiresAt) - 1));
        IClaims.PledgeTerms memory terms = IClaims.PledgeTerms(
            org(AURUM),
            enforceableFrom,
            expiresAt,
            AGREEMENT,
            agent
        );
        vm.prank(account(SUPPLIER));
        bytes32 pledgeId = receivables.pledge(id, amount, account(SUPPLIER), terms);
        IClaims.Pledge memory pledge = receivables.pledgeOf(id, pledgeId);
        IClaims.Pledge memory expected = IClaims.Pledge(
            account(SUPPLIER),
            amount,
            org(AURUM),
            enforceableFrom,
            expiresAt,
            agent
        );
        assertEq(keccak256(abi.encode(pledge)), keccak256(abi.encode(expected)), "pledge");
    }

    function _expectNotAgent(bytes32 pledgeId, address caller) private {
        expectError(abi.encodeWithSelector(IClaims.Claims_NotAgent.selector, pledgeId, caller));
    }

    function _pledgedWithAgent(uint256 amount) private returns (bytes32) {
        IClaims.PledgeTerms memory terms = pledgeTerms(AURUM);
        terms.agent = address(eur);
        vm.prank(account(SUPPLIER));
        return receivables.pledge(id, amount, account(SUPPLIER), terms);
    }

    function _registeredByAdmin() private returns (uint256) {
        IReceivables.Terms memory terms = termsOf("INV2");
        vm.prank(admin(SUPPLIER));
        return receivables.register(terms);
    }

    function _assertHolding(address holder, uint256 amount, uint256 pledgedAmount) private view {
        IClaims.Holding memory holding = receivables.holdingOf(id, holder);
        assertEq(holding.amount, amount, "amount");
        assertEq(holding.pledged, pledgedAmount, "pledged");
    }

    function _expectNotFree(uint256 free, uint256 needed) private {
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotFree.selector, id, account(SUPPLIER), free, needed)
        );
    }

    function _expectBadPledgee(uint256 pledgee) private {
        expectError(
            abi.encodeWithSelector(IClaims.Claims_BadPledgee.selector, id, org(SUPPLIER), org(pledgee))
        );
    }

    function _expectBadTimes(IClaims.PledgeTerms memory terms) private {
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_BadPledgeTimes.selector,
                terms.enforceableFrom,
                terms.expiresAt
            )
        );
        vm.prank(account(SUPPLIER));
        receivables.pledge(id, 1, account(SUPPLIER), terms);
    }

    function _expectWrongStatus(uint256 claim, IReceivables.Status status) private {
        expectError(abi.encodeWithSelector(IReceivables.Receivables_WrongStatus.selector, claim, status));
    }

    function _expectUnknown(bytes32 pledgeId) private {
        expectError(abi.encodeWithSelector(IClaims.Claims_UnknownPledge.selector, id, pledgeId));
    }

    function _expectNotPledgee(bytes32 pledgeId, address caller) private {
        expectError(abi.encodeWithSelector(IClaims.Claims_NotPledgee.selector, pledgeId, caller, org(AURUM)));
    }

    function _expectNotEnforceable(bytes32 pledgeId) private {
        expectError(
            abi.encodeWithSelector(IClaims.Claims_NotEnforceable.selector, pledgeId, DUE_AT, DUE_AT + 90 days)
        );
    }

    function _expectWrongOrganisation(address receiver, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IClaims.Claims_WrongOrganisation.selector,
                receiver,
                org(organisation),
                org(AURUM)
            )
        );
    }
}
