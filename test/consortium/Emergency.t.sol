// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {OrgId} from "../../contracts/common/OrgId.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {IMembership} from "../../contracts/consortium/IMembership.sol";
import {Signing} from "./Signing.sol";

/// @notice Suspension by signatures of f+1 members, which lapses by itself.
contract EmergencyTest is Signing {
    uint256 private constant ACCUSED = 7;

    function setUp() public {
        found(7, 1);
    }

    function test_suspendsUntilTheEndOfThePeriod() public {
        OrgId[] memory endorsers = new OrgId[](3);
        for (uint256 i = 0; i < 3; ++i) endorsers[i] = org(i + 1);
        uint40 until = timeNow() + EMERGENCY_PERIOD;
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.OrganisationEmergencySuspended(org(ACCUSED), until, REASON, endorsers);
        expectEntry(
            IConsortiumRegistry.OrganisationEmergencySuspended.selector,
            abi.encode(org(ACCUSED), until, REASON, endorsers)
        );
        vm.prank(stranger());
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
        assertStatus(ACCUSED, IConsortiumRegistry.Status.EmergencySuspended, "status");
        assertEq(registry.emergencyUntil(org(ACCUSED)), until, "until");
        assertEq(registry.emergencyNonce(org(ACCUSED)), 1, "nonce");
        assertEq(registry.memberCount(), 7, "members");
        assertEq(registry.standingChangedAt(), timeNow(), "standing changed at");
        _assertBits(0xfe, 0x7e);
    }

    function test_stopsBusinessAndVotesAtOnceAndLapsesWithoutATransaction() public {
        emergencySuspend(1, ACCUSED);
        assertEq(OrgId.unwrap(registry.voterOf(admin(ACCUSED))), 0, "voter while it runs");
        assertFalse(registry.isMember(operator(ACCUSED)), "member while it runs");
        assertFalse(registry.isInGoodStanding(org(ACCUSED)), "good standing while it runs");
        _expectNotInStanding();
        vm.warp(registry.emergencyUntil(org(ACCUSED)) - 1);
        _expectNotInStanding();
        assertEq(OrgId.unwrap(registry.voterOf(admin(ACCUSED))), 0, "voter in the last second");
        vm.warp(registry.emergencyUntil(org(ACCUSED)));
        assertEq(OrgId.unwrap(registry.requireMember(operator(ACCUSED))), ACCUSED, "member once lapsed");
        assertTrue(registry.isMember(operator(ACCUSED)), "isMember once lapsed");
        assertTrue(registry.isInGoodStanding(org(ACCUSED)), "good standing once lapsed");
        assertEq(OrgId.unwrap(registry.voterOf(admin(ACCUSED))), ACCUSED, "voter once lapsed");
        assertStatus(ACCUSED, IConsortiumRegistry.Status.Active, "status once lapsed");
        assertEq(registry.standingChangedAt(), timeNow(), "the lapse changed its standing");
        _assertBits(0xfe, 0xfe);
        skipSeconds(1);
        assertEq(registry.standingChangedAt(), registry.emergencyUntil(org(ACCUSED)), "time of the lapse");
    }

    function test_quorumIsOneMoreThanMayFail() public {
        assertEq(registry.emergencyQuorum(), 3, "of seven");
        _expectTooFew(2, 3);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), new IConsortiumRegistry.Endorsement[](2));
        _leave(7);
        assertEq(registry.emergencyQuorum(), 2, "of six");
        for (uint256 i = 6; i > 1; --i) {
            _leave(i);
            assertEq(registry.emergencyQuorum(), 2, "of fewer");
        }
    }

    function test_moreEndorsementsThanNeededAreWelcome() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 6, org(ACCUSED));
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
        assertStatus(ACCUSED, IConsortiumRegistry.Status.EmergencySuspended, "status");
    }

    function test_revertsWhenEndorsersAreNotInAscendingOrder() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        (list[1], list[2]) = (list[2], list[1]);
        _expectBadEndorser(admin(2), 2);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsWhenAnOrganisationEndorsesTwice() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        list[1] = endorsedBy(keyOf("deputy", 1), org(ACCUSED), REASON, timeNow());
        _expectBadEndorser(deputy(1), 1);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsWhenTheAccusedEndorses() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(5, 3, org(ACCUSED));
        _expectBadEndorser(admin(ACCUSED), ACCUSED);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsWhenTheEndorserHasNoVote() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        list[2] = endorsedBy(keyNamed("stranger"), org(ACCUSED), REASON, timeNow());
        _expectBadEndorser(stranger(), 0);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);

        list[2] = endorsedBy(keyOf("operator", 3), org(ACCUSED), REASON, timeNow());
        _expectBadEndorser(operator(3), 0);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);

        vm.prank(address(timelock));
        registry.suspend(org(3), REASON);
        list = endorsements(1, 3, org(ACCUSED));
        _expectBadEndorser(admin(3), 0);
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsWhenTheSignatureIsAnothers() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        list[2].signature = list[1].signature;
        _expectBadSignature(admin(3));
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsWhenTheSignatureIsMalleated() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        list[0].signature = malleated(list[0].signature);
        _expectBadSignature(admin(1));
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsWhenSignedForAnotherReasonDeadlineOrOrganisation() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        _expectBadSignature(admin(1));
        registry.emergencySuspend(org(ACCUSED), keccak256("another reason"), timeNow(), list);
        _expectBadSignature(admin(1));
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow() + 1, list);
        _expectBadSignature(admin(1));
        registry.emergencySuspend(org(6), REASON, timeNow(), list);
    }

    function test_revertsOnAChainWithAnotherId() public {
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        vm.chainId(block.chainid + 1);
        _expectBadSignature(admin(1));
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), list);
    }

    function test_revertsAfterTheDeadline() public {
        uint40 deadline = timeNow();
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(ACCUSED));
        skipSeconds(1);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_SignatureExpired.selector,
                uint256(deadline),
                uint256(timeNow())
            )
        );
        registry.emergencySuspend(org(ACCUSED), REASON, deadline, list);
        vm.warp(deadline);
        registry.emergencySuspend(org(ACCUSED), REASON, deadline, list);
    }

    function test_revertsWhenSignaturesAreUsedAgain() public {
        uint40 deadline = timeNow() + 100 days;
        IConsortiumRegistry.Endorsement[] memory list = new IConsortiumRegistry.Endorsement[](3);
        for (uint256 i = 0; i < 3; ++i) {
            list[i] = endorsedBy(keyOf("admin", i + 1), org(ACCUSED), REASON, deadline);
        }
        registry.emergencySuspend(org(ACCUSED), REASON, deadline, list);
        skipSeconds(2 * EMERGENCY_PERIOD);
        _expectBadSignature(admin(1));
        registry.emergencySuspend(org(ACCUSED), REASON, deadline, list);
    }

    function test_revertsWhenTheAccusedIsNotActive() public {
        emergencySuspend(1, ACCUSED);
        _expectWrongStatus(IConsortiumRegistry.Status.EmergencySuspended);
        _suspendWithAnything();
        vm.prank(address(timelock));
        registry.suspend(org(ACCUSED), REASON);
        _expectWrongStatus(IConsortiumRegistry.Status.Suspended);
        _suspendWithAnything();
        vm.prank(address(timelock));
        registry.expel(org(ACCUSED), REASON);
        _expectWrongStatus(IConsortiumRegistry.Status.Expelled);
        _suspendWithAnything();
    }

    function test_revertsDuringTheCooldownAfterALapse() public {
        emergencySuspend(1, ACCUSED);
        uint40 cooldownEnds = registry.emergencyUntil(org(ACCUSED)) + EMERGENCY_PERIOD;
        vm.warp(cooldownEnds - 1);
        _expectCooldown(cooldownEnds);
        _suspendWithAnything();
        vm.warp(cooldownEnds);
        emergencySuspend(1, ACCUSED);
    }

    function test_revertsDuringTheCooldownAfterALift() public {
        emergencySuspend(1, ACCUSED);
        skipSeconds(1 hours);
        vm.prank(address(timelock));
        registry.reinstate(org(ACCUSED));
        uint40 cooldownEnds = timeNow() + EMERGENCY_PERIOD;
        _expectCooldown(cooldownEnds);
        _suspendWithAnything();
        vm.warp(cooldownEnds);
        emergencySuspend(1, ACCUSED);
    }

    function test_revertsDuringTheCooldownAfterAConfirmedSuspensionWasLifted() public {
        emergencySuspend(1, ACCUSED);
        skipSeconds(1 hours);
        uint40 cooldownEnds = timeNow() + EMERGENCY_PERIOD;
        vm.prank(address(timelock));
        registry.suspend(org(ACCUSED), REASON);
        vm.prank(address(timelock));
        registry.reinstate(org(ACCUSED));
        vm.warp(cooldownEnds - 1);
        _expectCooldown(cooldownEnds);
        _suspendWithAnything();
        vm.warp(cooldownEnds);
        emergencySuspend(1, ACCUSED);
    }

    function test_revertsWhenMoreWouldBeSuspendedThanMayFail() public {
        emergencySuspend(1, 7);
        emergencySuspend(1, 6);
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(5));
        _expectTooMany(2, 2);
        registry.emergencySuspend(org(5), REASON, timeNow(), list);
        vm.prank(address(timelock));
        registry.reinstate(org(7));
        registry.emergencySuspend(org(5), REASON, timeNow(), list);
        _assertBits(0xfe, 0x9e);
    }

    function test_aConfirmedSuspensionMakesRoomForAnotherEmergency() public {
        emergencySuspend(1, 7);
        emergencySuspend(1, 6);
        vm.prank(address(timelock));
        registry.suspend(org(7), REASON);
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 3, org(5));
        _expectTooMany(1, 1);
        registry.emergencySuspend(org(5), REASON, timeNow(), list);
        admitted("eighth");
        registry.emergencySuspend(org(5), REASON, timeNow(), list);
    }

    function test_lapsedEmergenciesMakeRoomAndGiveTheStandingBack() public {
        emergencySuspend(1, 7);
        skipSeconds(1 hours);
        emergencySuspend(1, 6);
        uint40 lapse = registry.emergencyUntil(org(7));
        vm.warp(lapse - 1);
        IConsortiumRegistry.Endorsement[] memory early = endorsements(1, 3, org(5));
        _expectTooMany(2, 2);
        registry.emergencySuspend(org(5), REASON, timeNow(), early);
        vm.warp(lapse);
        emergencySuspend(1, 5);
        _assertBits(0xfe, 0x9e);
        vm.warp(registry.emergencyUntil(org(6)) + 1);
        _assertBits(0xfe, 0xde);
        assertEq(registry.standingChangedAt(), registry.emergencyUntil(org(6)), "latest lapse");
    }

    function test_anOlderLapseDoesNotHideALaterChange() public {
        emergencySuspend(1, 7);
        vm.warp(registry.emergencyUntil(org(7)) + 1 hours);
        _leave(6);
        assertEq(registry.standingChangedAt(), timeNow(), "the later change");
        skipSeconds(1);
        assertEq(registry.standingChangedAt(), timeNow() - 1, "still the later change");
    }

    function test_severalLapseTogether() public {
        emergencySuspend(1, 7);
        emergencySuspend(1, 6);
        vm.warp(registry.emergencyUntil(org(6)) + 5);
        _assertBits(0xfe, 0xfe);
        emergencySuspend(1, 5);
        _assertBits(0xfe, 0xde);
        skipSeconds(EMERGENCY_PERIOD);
        _assertBits(0xfe, 0xfe);
    }

    function test_revertsWhenNobodyMayFail() public {
        for (uint256 i = 7; i > 3; --i) _leave(i);
        IConsortiumRegistry.Endorsement[] memory list = endorsements(1, 2, org(3));
        _expectTooMany(0, 0);
        registry.emergencySuspend(org(3), REASON, timeNow(), list);
    }

    function _leave(uint256 organisation) private {
        vm.prank(address(timelock));
        registry.expel(org(organisation), REASON);
    }

    /// @dev Refusals that come before any signature is looked at need none.
    function _suspendWithAnything() private {
        registry.emergencySuspend(org(ACCUSED), REASON, timeNow(), new IConsortiumRegistry.Endorsement[](0));
    }

    function _expectNotInStanding() private {
        expectError(
            abi.encodeWithSelector(
                IMembership.Membership_NotInStanding.selector,
                operator(ACCUSED),
                org(ACCUSED)
            )
        );
        registry.requireMember(operator(ACCUSED));
    }

    function _expectTooFew(uint256 given, uint256 required) private {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_TooFewEndorsements.selector, given, required)
        );
    }

    function _expectTooMany(uint256 emergencies, uint256 maximum) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_TooManyEmergencies.selector,
                emergencies,
                maximum
            )
        );
    }

    function _expectBadEndorser(address signer, uint256 organisation) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_BadEndorser.selector,
                signer,
                org(organisation)
            )
        );
    }

    function _expectBadSignature(address signer) private {
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_BadSignature.selector, signer));
    }

    function _expectWrongStatus(IConsortiumRegistry.Status status) private {
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_WrongStatus.selector, org(ACCUSED), status)
        );
    }

    function _expectCooldown(uint40 until) private {
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_EmergencyCooldown.selector,
                org(ACCUSED),
                until
            )
        );
    }

    function _assertBits(uint256 members, uint256 standing) private view {
        (uint256 actualMembers, uint256 actualStanding) = registry.standingBitmap(0);
        assertEq(actualMembers, members, "member bits");
        assertEq(actualStanding, standing, "standing bits");
    }
}
