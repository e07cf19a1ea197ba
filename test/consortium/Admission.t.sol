// SPDX-License-Identifier: Apache-2.0
pragma solidity ^0.8.28;

import {Capabilities} from "../../contracts/common/Capabilities.sol";
import {OrgId} from "../../contracts/common/OrgId.sol";
import {Rights} from "../../contracts/common/Rights.sol";
import {IConsortiumRegistry} from "../../contracts/consortium/IConsortiumRegistry.sol";
import {Founding} from "./Founding.sol";

/// @notice Application and admission.
contract AdmissionTest is Founding {
    IConsortiumRegistry.Application private request;
    bytes32 private digest;

    function setUp() public {
        found(4, 1);
        request = application("newcomer");
        digest = keccak256(abi.encode(request));
    }

    function test_appliesWithoutChangingAnyStanding() public {
        (uint64 sequence, , bytes32 head) = registry.logTip();
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.ApplicationSubmitted(digest, request.admin, request);
        _apply(request);
        assertTrue(registry.isPending(digest), "pending");
        assertEq(registry.organisationCount(), 4, "organisations");
        assertEq(registry.memberCount(), 4, "members");
        (uint64 sequenceAfter, , bytes32 headAfter) = registry.logTip();
        assertEq(sequenceAfter, sequence, "sequence");
        assertEq(headAfter, head, "head");
    }

    function testFuzz_revertsWhenAnotherAccountApplies(address caller) public {
        vm.assume(caller != request.admin);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_NotTheApplicant.selector,
                caller,
                request.admin
            )
        );
        vm.prank(caller);
        registry.applyForMembership(request);
    }

    function test_revertsWhenTheAccountIsTaken() public {
        request.admin = operator(2);
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_AccountTaken.selector, operator(2), org(2))
        );
        _apply(request);
        request.admin = address(0);
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_AccountTaken.selector, address(0), org(0))
        );
        _apply(request);
    }

    function test_revertsWhenTheNameIsEmptyOrTooLong() public {
        request.name = "";
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_BadName.selector, 0));
        _apply(request);
        request.name = string(new bytes(65));
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_BadName.selector, 65));
        _apply(request);
        request.name = string(new bytes(64));
        _apply(request);
        request.name = "x";
        _apply(request);
    }

    function test_revertsWhenTheLegalIdIsEmptyOrTaken() public {
        request.legalId = bytes32(0);
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_EmptyLegalId.selector));
        _apply(request);
        request.legalId = keccak256("Founder 3");
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_LegalIdTaken.selector,
                request.legalId,
                org(3)
            )
        );
        _apply(request);
    }

    function testFuzz_revertsWhenCapabilitiesAreUnknown(uint16 capabilities) public {
        request.capabilities = capabilities;
        if (capabilities == 0 || capabilities > Capabilities.ALL) {
            expectError(
                abi.encodeWithSelector(IConsortiumRegistry.Registry_BadCapabilities.selector, capabilities)
            );
        }
        _apply(request);
    }

    function test_revertsWhenTheIdentityCheckHasLapsed() public {
        request.kycExpiresAt = timeNow();
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_BadKycExpiry.selector, timeNow(), uint40(0))
        );
        _apply(request);
        request.kycExpiresAt = timeNow() + 1;
        _apply(request);
    }

    function test_admitsWithTheTermsApplied() public {
        _apply(request);
        vm.expectEmit(address(registry));
        emit IConsortiumRegistry.OrganisationAdmitted(org(5), request);
        expectEntry(IConsortiumRegistry.OrganisationAdmitted.selector, abi.encode(org(5), request));
        OrgId orgId = _admit();
        assertEq(OrgId.unwrap(orgId), 5, "number");
        assertFalse(registry.isPending(digest), "still pending");
        assertEq(OrgId.unwrap(registry.organisationByLegalId(request.legalId)), 5, "by legal identity");
        assertEq(registry.organisationCount(), 5, "organisations");
        assertEq(registry.memberCount(), 5, "members");
        IConsortiumRegistry.Organisation memory record = registry.organisationOf(orgId);
        assertEq(record.kycExpiresAt, request.kycExpiresAt, "KYC");
        assertEq(record.admittedAt, timeNow(), "admitted at");
        assertEq(record.capabilities, request.capabilities, "capabilities");
        assertEq(registry.capabilitiesOf(orgId), request.capabilities, "capabilities read alone");
        assertEq(record.accountCount, 1, "accounts");
        assertEq(record.adminCount, 1, "admins");
        assertEq(record.nodeCount, 0, "nodes");
        assertStatus(5, IConsortiumRegistry.Status.Active, "status");
        assertEq(registry.accountOf(request.admin).rights, Rights.ADMIN | Rights.OPERATOR, "rights");
        assertEq(registry.standingChangedAt(), 0, "an admission changes no one's standing");
        assertEq(OrgId.unwrap(registry.voterOf(request.admin)), 5, "voter");
        uint256 members = registry.memberBitmap(0);
        uint256 standing = registry.standingBitmap(0);
        assertEq(members, 0x3e, "member bits");
        assertEq(standing, 0x3e, "standing bits");
    }

    function test_revertsWhenTheTermsDifferOrWereUsed() public {
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_NoSuchApplication.selector, digest));
        _admit();
        _apply(request);
        request.capabilities = Capabilities.ALL;
        bytes32 other = keccak256(abi.encode(request));
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_NoSuchApplication.selector, other));
        _admit();
        request = application("newcomer");
        _admit();
        expectError(abi.encodeWithSelector(IConsortiumRegistry.Registry_NoSuchApplication.selector, digest));
        _admit();
    }

    function test_revertsWhenTheLegalIdWasTakenSince() public {
        _apply(request);
        IConsortiumRegistry.Application memory twin = application("twin");
        twin.legalId = request.legalId;
        _apply(twin);
        _admit();
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_LegalIdTaken.selector, twin.legalId, org(5))
        );
        vm.prank(address(timelock));
        registry.admit(twin);
    }

    function test_revertsWhenTheAccountWasTakenSince() public {
        _apply(request);
        IConsortiumRegistry.Application memory second = application("second");
        second.admin = request.admin;
        _apply(second);
        _admit();
        expectError(
            abi.encodeWithSelector(IConsortiumRegistry.Registry_AccountTaken.selector, second.admin, org(5))
        );
        vm.prank(address(timelock));
        registry.admit(second);
    }

    function test_revertsWhenTheIdentityCheckLapsedBeforeTheVote() public {
        _apply(request);
        vm.warp(request.kycExpiresAt);
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_BadKycExpiry.selector,
                request.kycExpiresAt,
                uint40(0)
            )
        );
        _admit();
        vm.warp(request.kycExpiresAt - 1);
        _admit();
    }

    function test_anExpelledLegalIdNeverComesBack() public {
        vm.prank(address(timelock));
        registry.expel(org(4), REASON);
        request.legalId = keccak256("Founder 4");
        expectError(
            abi.encodeWithSelector(
                IConsortiumRegistry.Registry_LegalIdTaken.selector,
                request.legalId,
                org(4)
            )
        );
        _apply(request);
    }

    function _apply(IConsortiumRegistry.Application memory terms) private {
        vm.prank(terms.admin);
        registry.applyForMembership(terms);
    }

    function _admit() private returns (OrgId) {
        vm.prank(address(timelock));
        return registry.admit(request);
    }
}
